import { foundEntities } from './found-entities';

describe('quantity', () => {
  test.each<[string, string[]]>([
    ['3张卡', ['quantity:3张=3']],
    ['两个号', ['quantity:两个=2']],
    ['1500积分', ['quantity:1500积分=1500']],
    ['100条短信', ['quantity:100条=100']],
    ['有一个问题', []],
    ['就一张', ['quantity:一张=1']],
    ['第三个', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
