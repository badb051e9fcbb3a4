import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { ERRORS } from '../../src/errors';
import { STATUS } from '../../src/http/status';

const read = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

/** The rows of a Markdown table whose first cell is code. */
const rows = (markdown: string): Map<string, string> =>
  new Map(
    [...markdown.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name = '', rest = '']) => [name, rest]),
  );

describe('the documents', () => {
  it('list every error code with its status and texts, and no other', () => {
    const listed = rows(read('errors.md'));
    expect([...listed.keys()].toSorted()).toEqual(Object.keys(ERRORS).toSorted());
    for (const [code, [zh, en]] of Object.entries(ERRORS)) {
      const row = listed.get(code) ?? '';
      expect(row).toContain(zh);
      expect(row).toContain(en);
      expect(row).toContain(String(STATUS[code as keyof typeof STATUS]));
    }
  });

  it('list every setting, and no other', () => {
    expect([...rows(read('configuration.md')).keys()].toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });
});
