import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandoffId } from '../../src/conversation/id';
import { readResponses } from '../../src/dialog/responses';
import { ContentWatcher } from '../../src/engine/content-watcher';
import type { StartHandoff } from '../../src/engine/turn-handler';
import { SILENT_LOGGER } from '../../src/logger';
import { databaseKinds, type TestDatabase } from '../support/databases';
import { buildEngine, START } from '../support/engine';
import { CORPUS, TEST_MODELS } from '../support/trained-model';
import { ScriptedChat } from './scripted-chat';
import { parseTestCases } from './test-case';

const folder = join(CORPUS, 'tests');
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .flatMap((name) =>
    parseTestCases(readFileSync(join(folder, name), 'utf8'), name).map((testCase) => ({ name, testCase })),
  );

/** The customer waits for a person; nobody comes, and the bot says no more. */
const startHandoff: StartHandoff = async (tx, { conversationId, decision, turnSeq, utterance }) => {
  if (!decision.handoff) return;
  const summary = { reason: decision.handoff, utterance, entities: decision.entities, tried: [] };
  const handoffId = `handoff-${conversationId}-${turnSeq}` as HandoffId;
  const body = { kind: 'handoffRequested', handoffId, summary } as const;
  await tx.conversations.append(conversationId, [{ sender: 'system', body }], START);
};

describe('scripted conversations with the shipped corpus', () => {
  let test: TestDatabase;
  let engine: ReturnType<typeof buildEngine>;

  beforeAll(async () => {
    const folders = { corpusDir: CORPUS, modelsDir: TEST_MODELS, timeZone: 'Asia/Shanghai' };
    const { brain } = await ContentWatcher.load(folders, SILENT_LOGGER);
    test = await databaseKinds()[0]!.create();
    engine = buildEngine(test, brain, startHandoff);
  });
  afterAll(() => test.destroy());

  it.each(scripts)('$name: $testCase.name', async ({ name, testCase }) => {
    const chat = new ScriptedChat(engine, readResponses(join(CORPUS, 'responses')));
    expect(await chat.play(testCase, `corpus/tests/${name}`)).toEqual([]);
  });
});
