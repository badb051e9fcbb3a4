import { TongdaError } from '../../src/errors';
import { maskNumbers, scrubMessage } from '../../src/logger';

function messageOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('did not fail');
}

describe('the message of an error in the log', () => {
  it('loses what a parser quotes of its input', () => {
    for (const input of ['我叫欧阳', 'Zhang San 13912345678', '"name": "Zhang San"}']) {
      const message = scrubMessage(messageOf(() => JSON.parse(input)));
      expect(message).toMatch(/JSON/);
      expect(message).not.toMatch(/欧阳|Zhang San|13912345678/);
    }
  });

  it('keeps identifiers, which tell where to look', () => {
    const error = messageOf(() => (undefined as unknown as { text: string }).text);
    expect(scrubMessage(error)).toBe("Cannot read properties of undefined (reading 'text')");
    expect(scrubMessage(new Error('relation "handoff" does not exist'))).toContain('"handoff"');
  });

  it('loses control characters, other scripts and the end of what is endless', () => {
    const message = scrubMessage(new Error(`a\n{"forged":1}\u2028b 顾客 ${'x'.repeat(9999)}`));
    expect(message).toMatch(/^[\x20-\x7e…]{1,500}$/);
  });

  it('keeps what editors wrote wrong, with file and line', () => {
    const error = new TongdaError('corpus_invalid', 'corpus/kb/套餐/畅享.md:3: 标题 is missing');
    expect(scrubMessage(error)).toContain('corpus/kb/套餐/畅享.md:3');
  });

  it('masks long numbers and phones with gaps', () => {
    expect(maskNumbers('13812345678 in row 12')).toBe('138****5678 in row 12');
    expect(maskNumbers('call 138 1234 5678')).toBe('call 138****5678');
  });
});
