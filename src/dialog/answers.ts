import type { ArticleRef } from '../conversation/event';
import type { Hit, KnowledgeResult } from '../kb/answer';
import type { Article } from '../kb/article';
import { passagesOf } from '../kb/passages';
import type { Draft, PolicyParts } from './proposal';

/** A bubble that answers and where it comes from. */
export interface Answer {
  draft: Draft;
  articleId?: string;
  /** The source, for the staff. */
  source: string;
}

/** Turns hits, articles and intents into answers. */
export class Answers {
  constructor(private readonly parts: PolicyParts) {}

  /** The passage of a hit; undefined when the article has gone meanwhile. */
  fromHit(hit: Hit, now: number): Answer | undefined {
    const article = this.parts.knowledge.find(hit.articleId);
    return article && this.answer(article, hit.passage, now);
  }

  /** The answer paragraph of an article; undefined for an unknown id. */
  fromArticle(id: string, now: number): Answer | undefined {
    const article = this.parts.knowledge.find(id);
    return article && this.answer(article, passagesOf(article.body).answer, now);
  }

  /**
   * The best of the hits that are tagged with an intent, else its main article, else its own response. A
   * knowledge base that is unsure is asked first for the articles that are mainly about the intent; one that has
   * found nothing gives way to the main article, unless another one is clearly nearer. Without `knowledge`, where
   * what was said is no question, it is the main article.
   */
  forIntent(intent: string, now: number, knowledge?: KnowledgeResult): Answer | undefined {
    const tagged = (knowledge?.hits ?? []).filter(({ articleId }) => this.isTagged(articleId, intent));
    const mainly = tagged.find(({ articleId }) => this.intentsOf(articleId)[0] === intent);
    const best = (knowledge?.decision === 'answer' ? undefined : mainly) ?? tagged[0];
    const article = best && knowledge?.decision !== 'none' ? undefined : this.mainArticle(intent, now);
    const main = tagged.find(({ articleId }) => articleId === article?.id);
    const isNear = main && best && main.score >= best.score * this.parts.settings.clarifyShare;
    const hit = isNear ? main : best;
    const answer = hit && this.fromHit(hit, now);
    if (answer) return answer;
    if (article) return this.answer(article, passagesOf(article.body).answer, now);
    const say = `utter_${intent}`;
    return this.parts.says(say) ? { draft: { say }, source: `应答 ${say}` } : undefined;
  }

  /** Whether an article answers an intent. */
  isTagged(articleId: string, intent: string): boolean {
    return this.intentsOf(articleId).includes(intent);
  }

  /** The intents that an article answers; none for an unknown id. */
  intentsOf(articleId: string): readonly string[] {
    return this.parts.knowledge.find(articleId)?.intents ?? [];
  }

  /** Of several articles on an intent, the one that fits the label by which customers know it. */
  private mainArticle(intent: string, now: number): Article | undefined {
    const { knowledge, title } = this.parts;
    const tagged = knowledge.articlesFor(intent, now);
    if (tagged.length < 2) return tagged[0];
    const { hits } = knowledge.search(title(intent), { intents: [{ name: intent, confidence: 1 }], now });
    const best = hits.find(({ articleId }) => this.isTagged(articleId, intent));
    return tagged.find(({ id }) => id === best?.articleId) ?? tagged[0];
  }

  private answer({ id, title }: Article, text: string, now: number): Answer {
    const related = this.parts.knowledge
      .related(id, this.parts.settings.relatedArticles, now)
      .map((other): ArticleRef => ({ id: other.id, title: other.title }));
    return {
      draft: { text, article: { id, title }, feedback: true, ...(related.length > 0 && { related }) },
      articleId: id,
      source: `知识《${title}》`,
    };
  }
}
