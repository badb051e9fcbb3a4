import { randomUUID } from 'node:crypto';
import { QUESTIONS } from '../questions';
import { ChatPage, visitorToken } from './chat-page';

/** What players have seen since the last step. */
export interface Figures {
  acknowledged: number[];
  answered: number[];
  errors: number;
}

/** Seconds between a visitor's messages, on average: reading the answer, thinking, typing. */
const THINK_S = 30;
const TYPING_MS = 2000;
/** A visit has so many questions; then the page is closed, and another visitor comes. */
const QUESTIONS_A_VISIT = 6;
/** The share of visits in which a person is wanted. */
const WANTS_PERSON = 0.05;
const RUN = `capacity${process.pid}`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A visitor like those of an online hall: comes, reads, types, asks, waits, sometimes wants a person, and goes. */
export class VisitorPlayer {
  private visit = 0;

  constructor(
    private readonly url: string,
    private readonly index: number,
    private readonly figures: () => Figures,
  ) {}

  /** One visit after the other, for as long as the process lives. */
  async play(): Promise<never> {
    for (;;) {
      try {
        await this.playVisit();
      } catch {
        this.figures().errors += 1;
        await pause(5000);
      }
      this.visit += 1;
    }
  }

  private async playVisit(): Promise<void> {
    const page = new ChatPage(this.url, visitorToken(RUN, this.index * 1000 + this.visit), this.index);
    let askedAt: number | undefined;
    page.onEvents = (events) => {
      // A turn's record is hidden and ends the bot's answer.
      if (askedAt === undefined || !events.some((event) => 'kind' in event)) return;
      this.figures().answered.push(performance.now() - askedAt);
      askedAt = undefined;
      if (page.socket.isOpen) page.socket.emit('read', { upToSeq: page.lastSeq }, () => {});
    };
    await page.join();
    const wantsPerson = Math.random() < WANTS_PERSON;
    for (let asked = 0; asked < QUESTIONS_A_VISIT; asked += 1) {
      // Between nothing and twice the mean, so that visitors fall out of step; the first question comes sooner, which
      // makes the rate steady from the beginning.
      await pause(Math.random() * (asked === 0 ? 1 : 2) * THINK_S * 1000);
      page.socket.emit('typing', { on: true }, () => {});
      await pause(TYPING_MS);
      const text =
        wantsPerson && asked === 1 ? '转人工' : QUESTIONS[Math.floor(Math.random() * QUESTIONS.length)]!;
      askedAt = performance.now();
      await page.socket.request('send', { clientId: randomUUID(), text });
      this.figures().acknowledged.push(performance.now() - askedAt);
    }
    page.socket.kill();
  }
}
