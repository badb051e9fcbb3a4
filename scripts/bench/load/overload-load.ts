import { QUESTIONS } from '../questions';
import { ChatPage, visitorToken } from './chat-page';
import type { Account } from './desk-page';
import { enterQueue } from './enter-queue';
import { serveGenerator } from './generator';
import { inParallel, runOpenLoop } from './open-loop';

export interface OverloadOptions {
  url: string;
  pages: number;
  /** Of the one agent who is there; none where the bot answers. */
  account?: Account;
  /** Rates in messages a second, each for so many seconds, one after the other. */
  phases: { name: string; rate: number; seconds: number }[];
}

/** One message, as its sender saw it. */
export interface Attempt {
  /** When it was due, in seconds of its phase. */
  due: number;
  /** Milliseconds from then to the answer; undefined where there was none. */
  took?: number;
  /** Undefined when it was acknowledged. */
  refusal?: string;
  /** Whether the refusal said when to come again. */
  mayRetry?: boolean;
}

export interface OverloadResult {
  phases: { name: string; attempts: Attempt[]; lateness: number[] }[];
  acknowledgedIds: string[];
  faults: number;
  /** Connections that the server ended. */
  dropped: number;
}

const RUN = `over${process.pid}`;
const SETTLE_MS = 10_000;

serveGenerator(async ({ url, pages, account, phases }: OverloadOptions, mark): Promise<OverloadResult> => {
  const result: OverloadResult = { phases: [], acknowledgedIds: [], faults: 0, dropped: 0 };
  const customers = Array.from(
    { length: pages },
    (_none, index) => new ChatPage(url, visitorToken(RUN, index), index),
  );
  await inParallel(pages, 64, async (index) => {
    const page = customers[index]!;
    await page.join();
    page.socket.onClose = () => {
      result.dropped += 1;
    };
  });
  if (account) await enterQueue(url, account, customers);
  let sent = 0;
  for (const { name, rate, seconds } of phases) {
    mark(name);
    const attempts: Attempt[] = [];
    const start = performance.now();
    const lateness = await runOpenLoop(rate, rate * seconds, (_index, dueAt) => {
      const attempt: Attempt = { due: (dueAt - start) / 1000 };
      attempts.push(attempt);
      const clientId = `${RUN}-${sent}`;
      const page = customers[sent % pages]!;
      const text = QUESTIONS[(sent * 7) % QUESTIONS.length]!;
      sent += 1;
      if (!page.socket.isOpen) return;
      page.socket.emit('send', { clientId, text }, (reply) => {
        attempt.took = performance.now() - dueAt;
        if (reply.ok) {
          result.acknowledgedIds.push(clientId);
          return;
        }
        attempt.refusal = reply.error.code;
        attempt.mayRetry = reply.error.retryAfterMs !== undefined;
      });
    });
    result.phases.push({ name, attempts, lateness });
  }
  mark('sent');
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  result.faults = customers.reduce((sum, page) => sum + page.faults, 0);
  return result;
});
