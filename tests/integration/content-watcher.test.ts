import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentWatcher } from '../../src/engine/content-watcher';
import { SILENT_LOGGER } from '../../src/logger';
import { publishModel } from '../../src/nlu/model-store';
import { trainInChild } from '../../src/nlu/train-in-child';
import { CORPUS, TEST_MODELS } from '../support/trained-model';

const NOW = Date.parse('2026-11-22T12:00:00+08:00');
const QUESTION = '怎么查话费余额';

describe('what an editor writes, as a node takes it in', () => {
  let dir: string;
  let watcher: ContentWatcher;
  let takenIn = 0;
  const article = (): string => join(dir, 'corpus/kb/billing/billing-balance.md');
  const answer = (): string => JSON.stringify(watcher.brain.answerTo(QUESTION, NOW));

  /** A model without a dictionary of its own. */
  const train = async (name: string, words: string[]): Promise<string> => {
    const corpusPath = join(dir, `${name}.jsonl`);
    const rows = words.map((word, index) => ({
      text: word,
      intent: index % 2 === 0 ? 'billing.balance' : 'chat.greet',
    }));
    writeFileSync(corpusPath, rows.map((row) => JSON.stringify(row)).join('\n'));
    const target = { kind: 'folder' as const, folder: join(dir, name) };
    const { id } = await trainInChild({ corpusPath, target });
    cpSync(join(dir, name), join(dir, 'models', id), { recursive: true });
    return id;
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-watcher-'));
    cpSync(CORPUS, join(dir, 'corpus'), { recursive: true });
    cpSync(TEST_MODELS, join(dir, 'models'), { recursive: true });
    const folders = {
      corpusDir: join(dir, 'corpus'),
      modelsDir: join(dir, 'models'),
      timeZone: 'Asia/Shanghai',
    };
    watcher = await ContentWatcher.load(folders, SILENT_LOGGER);
    watcher.listen(() => (takenIn += 1));
  });
  afterAll(async () => {
    await watcher.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is whole only when every part is, and a part that was broken by another mends with it', async () => {
    expect([watcher.isWhole, await watcher.isCurrent()]).toEqual([true, true]);
    const good = readFileSync(article(), 'utf8');
    writeFileSync(article(), good.replace('title:', 'titel:'));
    // Synonyms are built into the index, and that cannot be built now.
    appendFileSync(join(dir, 'corpus/synonyms.yml'), '\n');
    expect(await watcher.isCurrent()).toBe(false);
    await watcher.reload();
    expect([watcher.isWhole, [...watcher.brokenParts].toSorted(), takenIn]).toEqual([
      false,
      ['articles', 'synonyms'],
      0,
    ]);
    expect(answer()).toContain('CXHF');
    writeFileSync(article(), good.replace('CXHF', 'YUE'));
    await watcher.reload();
    await watcher.reload();
    expect([watcher.isWhole, await watcher.isCurrent(), takenIn]).toEqual([true, true, 1]);
    expect(answer()).toContain('YUE');
  });

  it('is cut into words anew only where the dictionary of the model is another', async () => {
    const one = await train('one', ['查话费', '你好', '余额查询', '您好呀', '话费还有多少', '在吗']);
    const two = await train('two', ['看看话费', '你好', '余额查询', '早上好', '话费还有多少', '在吗']);
    const use = async (id: string): Promise<object> => {
      publishModel(join(dir, 'models'), id);
      await watcher.reload();
      expect(watcher.brain.modelId).toBe(id);
      expect(answer()).toContain('YUE');
      return watcher.brain.knowledge;
    };
    const shipped = watcher.brain.modelId;
    const [first, second, third] = [await use(one), await use(two), await use(shipped)];
    expect(second).toBe(first);
    expect(third).not.toBe(second);
    writeFileSync(article(), readFileSync(article(), 'utf8').replace('YUE', 'CHA'));
    await watcher.reload();
    expect(answer()).toContain('CHA');
  });
});
