import { foundEntities } from './found-entities';

describe('id-number', () => {
  test.each<[string, string[]]>([
    ['身份证11010519491231002X', ['id_number:11010519491231002X=11010519491231002X']],
    ['11010519491231002x', ['id_number:11010519491231002x=11010519491231002X']],
    ['110105194912310021', []],
    ['1101051949123100２X', ['id_number:1101051949123100２X=11010519491231002X']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
