import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { ChatClient } from '../support/chat-client';
import { Random } from '../support/random';
import { Hall } from './hall';
import { peakDuring } from './memory';
import { ChaosProxy } from './proxy/chaos-proxy';
import { CustomerPage } from './readers/customer-page';
import { DeskWriter } from './readers/desk-writer';
import { sleep, until } from './until';

/** MESSAGES=20000 SLEEP_S=60 for the full form. */
const MESSAGES = Number(process.env.MESSAGES ?? 1500);
const SLEEP_MS = 1000 * Number(process.env.SLEEP_S ?? 15);
const SLEEPERS = Number(process.env.SLEEPERS ?? 20);
const COST_BYTES = 1024 * 1024;
const LONG_MS = 900_000;
/** So much in all for each reader, in characters, that no buffer of the system swallows it. */
const CHARACTERS = 10_000_000;
const LONG_TEXT = '长'.repeat(Math.min(1990, CHARACTERS / MESSAGES));

const hasProc = existsSync('/proc/self/status');
if (!hasProc) process.stderr.write('not measured: memory (no /proc)\n');

describe('readers that take nothing in', () => {
  let hall: Hall;
  const closers: (() => unknown)[] = [];

  beforeAll(async () => {
    hall = await Hall.start();
  });
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
    await hall.close();
  });

  it(
    `cost the server little while ${MESSAGES} messages are written to them, and come back to all of them`,
    async () => {
      const { url, port, pid = 0 } = hall.server;
      const proxy = await ChaosProxy.start(port, new Random(1));
      const [agent] = await hall.hire(1);
      const writer = new DeskWriter(url, agent!);
      closers.push(
        () => proxy.close(),
        () => writer.close(),
      );
      await writer.start();
      const token = randomBytes(32).toString('base64url');
      const awake = new ChatClient(url, token);
      closers.push(() => awake.close());
      await awake.hello();
      await awake.send('转人工');
      const held = await writer.accept();
      await writer.follow(held.conversationId);
      const everything = (): Promise<void> =>
        until(
          'who is awake has everything',
          120_000,
          () => awake.events.at(-1)?.seq === hall.database.top(token),
        );

      // What the writing itself costs, with nobody asleep.
      const without = await peakDuring(pid, async () => {
        await writer.write(held, MESSAGES, (n) => `甲${n}${LONG_TEXT}`);
        await everything();
      });

      const page = new CustomerPage('the sleeping page', new Map([['tongda.token', token]]), proxy.url);
      closers.push(() => page.close());
      await until('the page is online', 30_000, () => page.isOnline);
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
      await sleep(500);
      const wakes = sleep(SLEEP_MS);
      proxy.strike({ kind: 'asleep', forMs: SLEEP_MS });
      const beside = await peakDuring(pid, async () => {
        await writer.write(held, MESSAGES, (n) => `乙${n}${LONG_TEXT}`);
        // Whoever is awake has everything while the others sleep.
        await everything();
      });
      const cost = (beside - without) / (SLEEPERS + 1);
      process.stdout.write(
        `${MESSAGES} messages: peak ${(without / 2 ** 20).toFixed(0)} MB without, ${(beside / 2 ** 20).toFixed(0)} MB ` +
          `beside ${SLEEPERS + 1} readers asleep, ${(cost / 2 ** 20).toFixed(2)} MB for each\n`,
      );
      const seqs = awake.events.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));

      await wakes;
      const isWhole = (): boolean => page.isOnline && page.cursor === hall.database.top(token);
      await until('the page that slept has everything', 120_000, isWhole);
      await page.loadAll();
      page.compare(hall.database.of(token));
      expect(page.seen.complaints).toEqual([]);
      expect(hall.serverErrors).toEqual([]);
      if (hasProc) expect(cost).toBeLessThanOrEqual(COST_BYTES);
    },
    LONG_MS,
  );
});
