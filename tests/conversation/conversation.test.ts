import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResponses } from '../../src/dialog/responses';
import { ContentWatcher } from '../../src/engine/content-watcher';
import { SILENT_LOGGER } from '../../src/logger';
import { databaseKinds, type TestDatabase } from '../support/databases';
import { buildEngine } from '../support/engine';
import { CORPUS, TEST_MODELS } from '../support/trained-model';
import { ScriptedChat } from './scripted-chat';
import { parseTestCases } from './test-case';

const folder = join(CORPUS, 'tests');
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .flatMap((name) =>
    parseTestCases(readFileSync(join(folder, name), 'utf8'), name).map((testCase) => ({ name, testCase })),
  );

describe('scripted conversations with the shipped corpus', () => {
  let test: TestDatabase;
  let engine: ReturnType<typeof buildEngine>;

  beforeAll(async () => {
    const folders = { corpusDir: CORPUS, modelsDir: TEST_MODELS, timeZone: 'Asia/Shanghai' };
    const { brain } = await ContentWatcher.load(folders, SILENT_LOGGER);
    test = await databaseKinds()[0]!.create();
    engine = buildEngine(test, brain);
  });
  afterAll(() => test.destroy());

  it.each(scripts)('$name: $testCase.name', async ({ name, testCase }) => {
    const chat = new ScriptedChat(engine, readResponses(join(CORPUS, 'responses')));
    expect(await chat.play(testCase, `corpus/tests/${name}`)).toEqual([]);
  });
});
