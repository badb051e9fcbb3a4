import { foundEntities } from './found-entities';

describe('number', () => {
  test.each<[string, string[]]>([
    ['三十', ['number:三十=30']],
    ['一百二', ['number:一百二=120']],
    ['一百零二', ['number:一百零二=102']],
    ['1.5万', ['number:1.5万=15000']],
    ['零点五', ['number:零点五=0.5']],
    ['负三十二', ['number:负三十二=-32']],
    ['五分之一', ['number:五分之一=0.2']],
    ['1 3/5', ['number:1 3/5=1.6']],
    ['１，２３４', ['number:１，２３４=1234']],
    ['1½', ['number:1=1']],
    ['选三', ['number:三=3']],
    ['第三', []],
    ['8.8.8.1', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
