import { foundEntities } from './found-entities';

describe('percent', () => {
  test.each<[string, string[]]>([
    ['百分之八十', ['percent:百分之八十=80']],
    ['5.5%', ['percent:5.5%=5.5']],
    ['八折', ['percent:八折=80']],
    ['85折', ['percent:85折=85']],
    ['百分之百', ['percent:百分之百=100']],
    ['三成', ['percent:三成=30']],
    ['千分之一', ['percent:千分之一=0.1']],
    ['12个百分点', ['percent:12个百分点=12']],
    ['打对折', ['percent:对折=50']],
    ['三成功', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
