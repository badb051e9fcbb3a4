import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { ERRORS } from '../../src/errors';
import { STATUS } from '../../src/http/status';
import { describeMetrics } from '../../src/telemetry/describe-metrics';
import { Metrics } from '../../src/telemetry/metrics';

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

  it('list every metric as it is defined, and no other', () => {
    const listed = rows(read('operations/watching.md'));
    const defined = describeMetrics(new Metrics(false)).map(({ name, type, labels, help }) => [
      name,
      [type, labels.map((label) => `\`${label}\``).join(', '), help],
    ]);
    const cells = [...listed]
      .filter(([name]) => name.startsWith('tongda_'))
      .map(([name, rest]) => [name, rest.split('|').map((cell) => cell.trim())]);
    expect(cells).toEqual(defined);
  });

  it('list every setting, and no other', () => {
    expect([...rows(read('configuration.md')).keys()].toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });
});
