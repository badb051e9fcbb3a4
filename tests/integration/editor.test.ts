import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainInChild } from '../../src/nlu/train-in-child';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';
import { CORPUS, TEST_MODELS } from '../support/trained-model';

describe("an editor's work", () => {
  let dir: string;
  let server: RunningServer;
  const article = () => join(dir, 'corpus/kb/billing/billing-balance.md');

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-editor-'));
    cpSync(CORPUS, join(dir, 'corpus'), { recursive: true });
    cpSync(TEST_MODELS, join(dir, 'models'), { recursive: true });
    server = await RunningServer.start({
      TONGDA_CORPUS: join(dir, 'corpus'),
      TONGDA_MODELS: join(dir, 'models'),
    });
  });
  afterAll(async () => {
    await server.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  const ask = async (message: string): Promise<string> => {
    const response = await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sender: `editor-${Math.random()}`, message }),
    });
    return JSON.stringify(await response.json());
  };
  const untilAnswer = async (part: string): Promise<void> => {
    const deadline = Date.now() + 8000;
    while (!(await ask('我想查一下话费')).includes(part)) {
      if (Date.now() > deadline) throw new Error(`no answer with ${part}: ${await ask('我想查一下话费')}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('changes an answer while the server runs', async () => {
    const source = readFileSync(article(), 'utf8');
    writeFileSync(article(), source.replace('CXHF', 'YUE'));
    await untilAnswer('YUE');
  });

  it('stays in use when a file is broken, and the complaint names file and line', async () => {
    const source = readFileSync(article(), 'utf8');
    writeFileSync(article(), source.replace('title:', 'titel:'));
    const deadline = Date.now() + 8000;
    while (!/billing-balance\.md:\d+/.test(server.log) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(server.log).toMatch(/billing-balance\.md:\d+/);
    expect(await ask('我想查一下话费')).toContain('YUE');
    writeFileSync(article(), source.replace('YUE', 'CHAXUN'));
    await untilAnswer('CHAXUN');
  });

  it('brings a new model into use without dropping a message', async () => {
    const before = (await (await fetch(`${server.url}/readyz`)).json()) as { model: string };
    const corpus = join(dir, 'tiny.jsonl');
    const rows = ['查话费', '话费还有多少', '余额查询', '看看话费'].map((text) => ({
      text,
      intent: 'billing.balance',
    }));
    const others = ['你好', '您好呀', '在吗', '早上好'].map((text) => ({ text, intent: 'chat.greet' }));
    writeFileSync(corpus, [...rows, ...others].map((row) => JSON.stringify(row)).join('\n'));
    const talking = { on: true };
    const answers: string[] = [];
    const talk = (async () => {
      while (talking.on) answers.push(await ask('我想查一下话费'));
    })();
    const { id } = await trainInChild({
      corpusPath: corpus,
      target: { kind: 'publish', modelsFolder: join(dir, 'models') },
    });
    const desk = await DeskClient.signIn(server.url, server.administrator);
    const activated = await fetch(`${server.url}/api/v1/models/activate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: desk.cookie, 'x-csrf-token': desk.csrfToken },
      body: '{}',
    });
    expect(await activated.json()).toEqual({ current: id });
    talking.on = false;
    await talk;
    desk.close();
    expect(id).not.toBe(before.model);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: 'ready', model: id });
    expect(answers.length).toBeGreaterThan(3);
    for (const answer of answers) expect(answer).toContain('"text"');
  });

  it('is refused with file and line when training data are wrong', async () => {
    const file = join(dir, 'corpus/intents/broken.yml');
    writeFileSync(
      file,
      'version: "3.1"\nnlu:\n  - intent: billing.balance\n    examples: |\n      - 又一次\n',
    );
    const target = { kind: 'folder' as const, folder: join(dir, 'out') };
    const training = trainInChild({ corpusPath: join(dir, 'corpus'), target });
    await expect(training).rejects.toMatchObject({ code: 'corpus_invalid' });
    await expect(training).rejects.toThrow(/broken\.yml:3/);
    writeFileSync(file, 'version: "3.1"\nnlu: [');
    await expect(trainInChild({ corpusPath: join(dir, 'corpus'), target })).rejects.toThrow(/broken\.yml:\d/);
  });
});
