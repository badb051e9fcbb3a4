import fc from 'fast-check';
import { parseTextQuery, searchTerms } from '../../../src/text/search-terms';

const marked = (question: string, text: string): string[] | undefined =>
  parseTextQuery(question)
    .find(text)
    ?.map(([start, end]) => text.slice(start, end));

/** Whether the index would give the message, and the question be found in it. */
const finds = (question: string, text: string): boolean => {
  const terms = searchTerms(text);
  const query = parseTextQuery(question);
  const indexed = query.terms.length > 0 && query.terms.every((term) => terms.has(term));
  return indexed && query.find(text) !== undefined;
};

describe('search terms', () => {
  it.each([
    ['流量', '这个月的流量还剩多少'],
    ['话费', '查话费'],
    ['费', '查话费'],
    ['套餐', '5G套餐怎么办理'],
    ['5G套餐', '5G套餐怎么办理'],
    ['5g 套餐', '套餐要换成5Ｇ的'],
    ['13800001234', '我的号码是13800001234，帮我查'],
    ['1234', '我的号码是13800001234，帮我查'],
    ['流量', '這個月的流量還剩多少'],
    ['話費', '查话费'],
    ['IPHONE', '买了iphone15'],
    ['iphone15', '买了iPhone15'],
    ['畅达59', '换成畅达59可以吗'],
    ['哈哈', '哈哈哈哈哈'],
    ['𠮷野', '𠮷野家'],
    ['"流量"', '流量'],
    ["查'流量'", '查流量'],
  ])('of %s are in %s', (question, text) => expect(finds(question, text)).toBe(true));

  it.each([
    ['流费', '流量和话费'],
    ['话费余额', '话费多少，余额多少'],
    ['查话费', '话费在哪里查，费话少说'],
    ['123', '13800001234'],
    ['5678', '56781'],
    ['', '流量'],
    ['？！…', '流量？！'],
    ['\0\uD800', '流量'],
  ])('of %s are not in %s', (question, text) => expect(finds(question, text)).toBe(false));

  it('mark what was found', () => {
    expect(marked('流量 5G', '5G流量和流量包，5g')).toEqual(['5G流量', '流量', '5g']);
    expect(marked('流量', '這個月的流量')).toEqual(['流量']);
    expect(marked('1234', '尾号1234，13800001234')).toEqual(['1234', '1234']);
  });

  it('hold letters, marks and digits only, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const term of searchTerms(text)) expect(term).toMatch(/^[\p{L}\p{M}\p{N}]{1,40}$/u);
      }),
    );
  });

  it('of any two neighbours find the text that they stand in', () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(fc.array(han, { minLength: 2, maxLength: 20 }), fc.nat(18), (characters, at) => {
        const start = at % (characters.length - 1);
        const text = characters.join('');
        expect(finds(characters.slice(start, start + 2).join(''), text)).toBe(true);
      }),
    );
  });

  it('of a very long question are few', () => {
    expect(parseTextQuery('流量话费套餐宽带'.repeat(500)).terms.length).toBeLessThan(30);
    expect(parseTextQuery('a'.repeat(3000)).terms).toEqual(['a'.repeat(3)]);
  });
});
