import { QUESTIONS } from '../questions';
import { ChatPage, visitorToken } from './chat-page';
import type { Account } from './desk-page';
import { enterQueue } from './enter-queue';
import { serveGenerator, type Mark } from './generator';
import { inParallel, runOpenLoop } from './open-loop';

/** What both generators of a storm play: pages that drop, and pages that stay and write. */
export interface StormOptions {
  url: string;
  role: 'drops' | 'stays';
  pages: number;
  /** Of the one agent who is there, so that those who stay write to people. */
  account?: Account;
  /** Messages a second of those who stay. */
  rate: number;
  /** How long those who stay write, in seconds; how long those who drop wait before they do. */
  seconds: number;
}

export interface StormResult {
  /** Milliseconds from the drop until each page was back and whole; unanswered ones are missing. */
  caughtUp: number[];
  /** Acknowledgements of those who stay: when each was due (wall clock, ms) and how long it took. */
  acknowledged: { dueAt: number; took: number }[];
  lateness: number[];
  /** Connections that were tried in vain. */
  retries: number;
  /** Events that did not follow the one before. */
  faults: number;
  /** Pages that were told to drop what they had. */
  reloads: number;
  /** When the connections were cut, wall clock in milliseconds. */
  droppedAt: number;
}

const RUN = 'storm';
/** As the customer's page does: half a second, give or take a half, doubled after each failure. */
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 5000;
const GIVE_UP_MS = 60_000;
/** The pages that stay are of the same visitors as some that drop, who thereby miss messages. */
const STAYING_FROM = 500_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

serveGenerator(async (options: StormOptions, mark): Promise<StormResult> => {
  const result: StormResult = {
    caughtUp: [],
    acknowledged: [],
    lateness: [],
    retries: 0,
    faults: 0,
    reloads: 0,
    droppedAt: 0,
  };
  const from = options.role === 'stays' ? STAYING_FROM : 0;
  const pages = Array.from(
    { length: options.pages },
    (_none, index) => new ChatPage(options.url, visitorToken(RUN, index), from + index),
  );
  await inParallel(pages.length, 128, async (index) => {
    await pages[index]!.join();
  });
  if (options.role === 'stays' && options.account) await enterQueue(options.url, options.account, pages);
  mark('connected');
  if (options.role === 'stays') await write(pages, options, result);
  else await drop(pages, options, result, mark);
  for (const page of pages) {
    result.faults += page.faults;
    result.reloads += page.reloads;
  }
  return result;
});

async function write(pages: ChatPage[], { rate, seconds }: StormOptions, result: StormResult): Promise<void> {
  const offset = Date.now() - performance.now();
  result.lateness = await runOpenLoop(rate, rate * seconds, (index, dueAt) => {
    const text = QUESTIONS[(index * 7) % QUESTIONS.length]!;
    pages[index % pages.length]!.socket.emit('send', { clientId: `${RUN}-write-${index}`, text }, (reply) => {
      if (reply.ok) result.acknowledged.push({ dueAt: dueAt + offset, took: performance.now() - dueAt });
    });
  });
  await pause(2000);
}

async function drop(
  pages: ChatPage[],
  { seconds }: StormOptions,
  result: StormResult,
  mark: Mark,
): Promise<void> {
  await pause(seconds * 1000);
  mark('dropping');
  result.droppedAt = Date.now();
  const start = performance.now();
  for (const page of pages) page.socket.kill();
  await Promise.all(pages.map((page) => comeBack(page, start, result)));
  mark('caught up');
}

async function comeBack(page: ChatPage, start: number, result: StormResult): Promise<void> {
  let delay = RETRY_FIRST_MS;
  while (performance.now() - start < GIVE_UP_MS) {
    await pause(delay * (0.5 + Math.random()));
    try {
      await page.join();
      result.caughtUp.push(performance.now() - start);
      return;
    } catch {
      result.retries += 1;
      delay = Math.min(RETRY_MOST_MS, delay * 2);
    }
  }
}
