import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTongda } from '../support/command';
import { TEST_MODELS } from '../support/trained-model';

const environment = { TONGDA_MODELS: TEST_MODELS };
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('the tongda program', () => {
  let dir: string;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-cli-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const file = (name: string, content: string): string => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };

  it('parses one line to one line, the empty one included, and prints nothing else', async () => {
    const input = '我想查一下话费\n\n下周三帮我查30G流量包\n';
    const { code, stdout } = await runTongda(['parse', '--now', '2026-11-22T10:00:00+08:00'], {
      input,
      environment,
    });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const [first, empty, third] = lines.map(json);
    expect(first).toMatchObject({
      text: '我想查一下话费',
      intent: { name: 'billing.balance' },
      outOfScope: false,
    });
    expect(empty).toMatchObject({ text: '', entities: [] });
    expect(third?.entities).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ entity: 'date', value: '2026-11-25', start: 0, end: 3 }),
        expect.objectContaining({ entity: 'data_volume', value: 30720 }),
      ]),
    );
  });

  it('trains a JSONL corpus into a folder, does no work twice, and evaluates it', async () => {
    const rows = [
      ...['查话费', '话费还有多少', '余额查询', '看看话费', '我还剩多少钱'].map((text) => ({
        text,
        intent: 'balance',
      })),
      ...['你好', '您好呀', '在吗', '早上好', '哈喽'].map((text) => ({ text, intent: 'greet' })),
    ];
    const corpus = file('corpus.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const out = join(dir, 'model');
    const first = json((await runTongda(['train', '--corpus', corpus, '--out', out, '--json'])).stdout);
    const second = json((await runTongda(['train', '--corpus', corpus, '--out', out, '--json'])).stdout);
    expect(first).toMatchObject({ intents: 2, examples: 10, reused: false });
    expect(second).toMatchObject({ id: first.id, reused: true });
    const data = file('data.jsonl', `${JSON.stringify({ text: '查一下话费', intent: 'balance' })}\n`);
    const { code, stdout } = await runTongda(['evaluate', '--model', out, '--data', data, '--json']);
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ rows: 1, accuracy: 1 });
  });

  it('refuses a model that was tampered with or is not there', async () => {
    const corpus = file('two.jsonl', '{"text":"查话费","intent":"a"}\n{"text":"你好","intent":"b"}\n');
    const out = join(dir, 'tampered');
    await runTongda(['train', '--corpus', corpus, '--out', out]);
    writeFileSync(join(out, 'linear.bin'), 'not a model');
    const tampered = await runTongda(['parse', '--model', out], { input: '你好\n' });
    expect(tampered).toMatchObject({ code: 1, stdout: '' });
    expect(tampered.stderr).toContain('model_broken');
    const missing = await runTongda(['parse', '--model', join(dir, 'none')], { input: '你好\n' });
    expect(missing.code).not.toBe(0);
    expect(missing.stderr).toContain('model_missing');
  });

  it('finds an article for each question, and none for what is not ours', async () => {
    const { code, stdout } = await runTongda(['kb', 'search', '--json'], {
      input: '怎么查话费\n帮我写首诗\n',
      environment,
    });
    expect(code).toBe(0);
    const [first, second] = stdout.trimEnd().split('\n').map(json);
    expect(first).toMatchObject({ decision: 'answer' });
    expect(first?.hits).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'billing-balance' })]));
    expect(second).toMatchObject({ decision: 'none' });
  });

  it('is clean under its own lint', async () => {
    const { code, stdout } = await runTongda(['lint', '--strict']);
    expect(stdout).toContain('0 个错误，0 个警告');
    expect(code).toBe(0);
  });

  it('tells wrong use from falling short by its exit code, and helps', async () => {
    expect((await runTongda(['no-such-command'])).code).toBe(2);
    expect((await runTongda(['train', '--no-such-flag'])).code).toBe(2);
    const help = await runTongda(['train', '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--corpus');
  });
});
