import { foundEntities } from './found-entities';

describe('place', () => {
  test.each<[string, string[]]>([
    ['北京市朝阳区', ['place:北京市朝阳区=北京市朝阳区']],
    ['广东', ['place:广东=广东']],
    ['廣東省', ['place:廣東省=廣東省']],
    ['广东省深圳市南山区', ['place:广东省深圳市南山区=广东省深圳市南山区']],
    ['北京有小区', ['place:北京=北京']],
    ['浦东新区', ['place:浦东新区=浦东新区']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
