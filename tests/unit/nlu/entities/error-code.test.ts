import { foundEntities } from './found-entities';

describe('error-code', () => {
  test.each<[string, string[]]>([
    ['691', ['error_code:691=691']],
    ['错误678', ['error_code:678=678']],
    ['宽带拨号651', ['error_code:651=651']],
    ['代码是1062', ['error_code:1062=1062']],
    ['报错六九一', ['error_code:六九一=691']],
    ['691元', ['money:691元=691']],
    ['宽带691块', ['money:691块=691']],
    ['要678', ['number:678=678']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
