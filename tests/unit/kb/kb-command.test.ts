import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../../..');

describe('tongda kb', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tongda-kb-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, [path.join(ROOT, 'bin/tongda.js'), 'kb', ...args], {
      cwd: ROOT,
      input,
      encoding: 'utf8',
    });

  test('imports, searches and exports', () => {
    const source = path.join(folder, 'rows.jsonl');
    const articles = path.join(folder, 'articles');
    writeFileSync(source, '{"id":1,"text":"怎么提前还款"}\n{"id":2,"text":"逾期了会怎样"}\n');
    expect(run(['import', source, '--out', articles]).status).toBe(0);
    expect(existsSync(path.join(articles, '1.md'))).toBe(true);

    const found = run(['search', '--json', '--kb', articles], '逾期会怎样\n\n今天天气真好\n');
    expect(found.stderr).toBe('');
    const lines = found.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { decision: string; hits: object[] });
    expect(lines).toHaveLength(3);
    expect(lines[0]!.hits[0]).toEqual({
      id: '2',
      passage: '逾期了会怎样',
      score: expect.any(Number),
      why: expect.arrayContaining([expect.stringContaining('匹配')]),
    });
    expect(lines[1]).toEqual({ decision: 'none', hits: [] });
    expect(lines[2]!.decision).toBe('none');

    const target = path.join(folder, 'out.jsonl');
    expect(run(['export', '--kb', articles, '--out', target, '--json']).stdout).toBe(
      `{"articles":2,"out":"${target}"}\n`,
    );
    expect(readFileSync(target, 'utf8').split('\n').filter(Boolean)).toHaveLength(2);
  });

  test('exit codes tell wrong input from wrong use', () => {
    const broken = path.join(folder, 'broken.jsonl');
    writeFileSync(broken, 'nope\n');
    const refused = run(['import', broken, '--out', folder]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`${broken}:1: `);
    expect(run(['search', '--limit', 'x']).status).toBe(2);
  });
});
