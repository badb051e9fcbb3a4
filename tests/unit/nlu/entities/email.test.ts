import { foundEntities } from './found-entities';

describe('email', () => {
  test.each<[string, string[]]>([
    ['发到Zhang.San@Example.com.cn吧', ['email:Zhang.San@Example.com.cn=zhang.san@example.com.cn']],
    ['a@b', []],
    ['@@@', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
