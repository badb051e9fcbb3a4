import type { Clock } from '../clock';
import { dayOf } from './day';
import type { EngineStore } from './engine-store';

const DAYS = 7;
const DAY_MS = 86_400_000;
/** What is asked most changes slowly, and every page asks for it when it comes. */
const KEEP_MS = 10_000;

/** The most asked questions of the last days, filled up with the corpus's seeds. */
export class HotQuestions {
  private asked?: { at: number; limit: number; ids: Promise<string[]> };

  constructor(
    private readonly store: EngineStore,
    private readonly clock: Clock,
    private readonly timeZone: string,
    private readonly content: {
      seeds(): readonly { articleId: string; question: string }[];
      /** A short question that the article answers; undefined when it is gone. */
      questionOf(articleId: string): string | undefined;
    },
  ) {}

  /** Up to `limit` questions, most asked first. */
  async top(limit: number): Promise<string[]> {
    const asked = await this.mostAsked(limit);
    const seeds = this.content.seeds();
    const questions = [
      ...asked.map(
        (id) => seeds.find((seed) => seed.articleId === id)?.question ?? this.content.questionOf(id),
      ),
      ...seeds.map((seed) => seed.question),
    ];
    return [...new Set(questions.filter((question) => question !== undefined))].slice(0, limit);
  }

  private mostAsked(limit: number): Promise<string[]> {
    const now = this.clock.now();
    if (!this.asked || this.asked.limit !== limit || now - this.asked.at >= KEEP_MS) {
      const since = dayOf(now - (DAYS - 1) * DAY_MS, this.timeZone);
      const asked = { at: now, limit, ids: this.store.read((tx) => tx.questions.mostAsked(since, limit)) };
      this.asked = asked;
      // A failure is told to those who wait for it, and not kept.
      asked.ids.catch(() => {
        if (this.asked === asked) this.asked = undefined;
      });
    }
    return this.asked.ids;
  }
}
