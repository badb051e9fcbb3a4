import type { Clock } from '../clock';
import { dayOf } from './day';
import type { EngineStore } from './engine-store';

const DAYS = 7;
const DAY_MS = 86_400_000;

/** The most asked questions of the last days, filled up with the corpus's seeds. */
export class HotQuestions {
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
    const since = dayOf(this.clock.now() - (DAYS - 1) * DAY_MS, this.timeZone);
    const asked = await this.store.read((tx) => tx.questions.mostAsked(since, limit));
    const seeds = this.content.seeds();
    const questions = [
      ...asked.map(
        (id) => seeds.find((seed) => seed.articleId === id)?.question ?? this.content.questionOf(id),
      ),
      ...seeds.map((seed) => seed.question),
    ];
    return [...new Set(questions.filter((question) => question !== undefined))].slice(0, limit);
  }
}
