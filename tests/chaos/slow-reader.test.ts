import { randomBytes } from 'node:crypto';
import { ChatClient } from '../support/chat-client';
import { Random } from '../support/random';
import { Hall } from './hall';
import { heldBytes, mostHeldDuring, PROBED } from './memory';
import { ChaosProxy } from './proxy/chaos-proxy';
import { CustomerPage } from './readers/customer-page';
import { DeskWriter } from './readers/desk-writer';
import { sleep, until } from './until';

/** MESSAGES=20000 SLEEP_S=60 for the full form. */
const MESSAGES = Number(process.env.MESSAGES ?? 1500);
/** The least that they sleep; they do not wake before everything is written. */
const SLEEP_MS = 1000 * Number(process.env.SLEEP_S ?? 1);
const SLEEPERS = Number(process.env.SLEEPERS ?? 20);
const COST_BYTES = 2 ** 20;
const PATIENCE_MS = 300_000;
const LONG_MS = 1_800_000;
/** So much in all for each reader, in characters, that no buffer of the system swallows it. */
const CHARACTERS = 10_000_000;
const LONG_TEXT = '长'.repeat(Math.min(1990, CHARACTERS / MESSAGES));

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);

describe('readers that take nothing in', () => {
  let hall: Hall;
  const closers: (() => unknown)[] = [];

  beforeAll(async () => {
    hall = await Hall.start(PROBED);
  });
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
    await hall.close();
  });

  it(
    `cost the server little while ${MESSAGES} messages are written to them, and come back to all of them`,
    async () => {
      const { server, database } = hall;
      const token = randomBytes(32).toString('base64url');
      const proxy = await ChaosProxy.start(server.port, new Random(1));
      const [agent] = await hall.hire(1);
      const writer = new DeskWriter(server.url, agent!);
      closers.push(
        () => proxy.close(),
        () => writer.close(),
      );
      await writer.start();
      const awake = new ChatClient(server.url, token);
      closers.push(() => awake.close());
      await awake.hello();
      await awake.send('转人工');
      const held = await writer.accept();
      await writer.follow(held.conversationId);
      /** Whoever is awake has everything, also while the others sleep. */
      const write = async (mark: string): Promise<void> => {
        await writer.write(held, MESSAGES, (n) => `${mark}${n}${LONG_TEXT}`);
        const isWhole = (): boolean => awake.events.at(-1)?.seq === database.top(token);
        await until('who is awake has everything', PATIENCE_MS, isWhole);
      };

      // What the writing itself leaves behind, with nobody asleep.
      const atFirst = await heldBytes(server);
      await write('甲');
      const ofWriting = (await heldBytes(server)) - atFirst;

      const page = new CustomerPage('the sleeping page', new Map([['tongda.token', token]]), proxy.url);
      closers.push(() => page.close());
      await until('the page is online', PATIENCE_MS, () => page.isOnline);
      // Half of them are pages of the customer, half desks of the agent.
      for (let index = 0; index < SLEEPERS; index += 1) {
        if (index % 2 === 0) {
          const sleeper = new ChatClient(proxy.url, token);
          closers.push(() => sleeper.close());
          await sleeper.hello();
        } else {
          const sleeper = new DeskWriter(proxy.url, agent!);
          closers.push(() => sleeper.close());
          await sleeper.start();
          await sleeper.follow(held.conversationId);
        }
      }
      const before = await heldBytes(server);
      proxy.strike({ kind: 'asleep' });
      const slept = sleep(SLEEP_MS);
      const most = await mostHeldDuring(server, write('乙'));
      const cost = (most - before - ofWriting) / (SLEEPERS + 1);
      process.stdout.write(
        `${MESSAGES} messages beside ${SLEEPERS + 1} readers asleep: the server held ${megabytes(before)} MB before, ` +
          `${megabytes(most)} MB at most, ${megabytes(cost)} MB for each reader\n`,
      );
      const seqs = awake.events.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));

      await slept;
      proxy.wake();
      const isWhole = (): boolean => page.isOnline && page.cursor === database.top(token);
      await until('the page that slept has everything', PATIENCE_MS, isWhole);
      await page.loadAll();
      page.compare(database.of(token));
      expect(page.seen.complaints).toEqual([]);
      expect(hall.serverErrors).toEqual([]);
      expect(cost).toBeLessThanOrEqual(COST_BYTES);
    },
    LONG_MS,
  );
});
