import type { QuestionCounts } from '../../engine/engine-store';
import type { Db } from '../database';

/** How often each article has answered, by day. */
export class QuestionCountTable implements QuestionCounts {
  constructor(private readonly db: Db) {}

  async add(day: string, articleId: string): Promise<void> {
    await this.db
      .insertInto('question_count')
      .values({ day, article_id: articleId, asked: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'article_id'])
          .doUpdateSet((eb) => ({ asked: eb('question_count.asked', '+', 1) })),
      )
      .execute();
  }

  async mostAsked(sinceDay: string, limit: number): Promise<string[]> {
    const rows = await this.db
      .selectFrom('question_count')
      .select((eb) => ['article_id', eb.fn.sum<number>('asked').as('total')])
      .where('day', '>=', sinceDay)
      .groupBy('article_id')
      .orderBy('total', 'desc')
      .orderBy('article_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.article_id);
  }
}
