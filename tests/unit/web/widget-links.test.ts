import * as fc from 'fast-check';
import { linkPieces } from '../../../src/web/widget/link-pieces';

describe('links in texts', () => {
  const links = (text: string): string[] => linkPieces(text).flatMap(({ href }) => href ?? []);

  test('addresses end where the Chinese begins, and punctuation is not theirs', () => {
    expect(links('详见https://example.com/a?b=1。或 http://example.com/c, 谢谢')).toEqual([
      'https://example.com/a?b=1',
      'http://example.com/c',
    ]);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'http://', 'ftp://example.com'])(
    '%s is no link',
    (text) => {
      expect(links(text)).toEqual([]);
    },
  );

  test('the pieces joined are the text', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('https://a.cn/', 'http://', '。', ')', '流量'));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        expect(
          linkPieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
