import { TongdaError } from '../errors';
import type { Hit, KnowledgeResult, SearchContext } from './answer';
import { wordingsOf, type Article } from './article';
import { ArticleIndex } from './article-index';
import { Calendar, isValidOn } from './calendar';
import { coverageOf, type Coverage } from './coverage';
import { indexArticle, type IndexedArticle } from './indexed-article';
import { choosePassage } from './passage-choice';
import { readQuestion, type Question } from './question';
import { reasonsOf } from './reasons';
import { ALONE, decide, preferencesOf, scoreOf, sharesOf, WITH_INTENTS, type Features } from './score';
import type { Likeness } from './similarity';
import { Synonyms } from './synonyms';
import { WordingIndex, type ArticleLikeness } from './wording-index';
import { Tokenizer, weigh, type Normalize, type Segment } from './tokenizer';

/** What a knowledge base is made of. */
export interface KnowledgeBaseParts {
  articles: Iterable<Article>;
  segment: Segment;
  normalize: Normalize;
  /** Groups of words with one meaning. */
  synonyms: readonly (readonly string[])[];
  /** Where validity days begin and end; by default Asia/Shanghai. */
  timeZone?: string;
}

/** An article with all that speaks for it. */
export interface Evidence {
  id: string;
  features: Features;
  /** Whether the article says no more than its title, as an imported question does. */
  bare: boolean;
  likeness: Likeness;
  coverage: Coverage;
  intent: { name: string; confidence: number } | undefined;
  /** Its part of the ranking's probability among the candidates, 0-1. */
  share: number;
  /** 0-1, see `Hit`. */
  score: number;
}

/** Articles that are looked at closely; the rest of the full-text hits are far behind. */
const MAX_CANDIDATES = 40;
/** An intent below this brings no article in by itself. */
const MIN_INTENT = 0.2;
const DEFAULT_LIMIT = 5;
const UNLIKE: ArticleLikeness = { similarity: 0, wording: '', title: 0 };
/** So many neighbours are kept, some of which may be out of date by the time they are shown. */
const MAX_RELATED = 20;

/** Articles → answers. Articles come and go while it answers. */
export class KnowledgeBase {
  private readonly articles = new Map<string, IndexedArticle>();
  private readonly index = new ArticleIndex();
  private readonly wordings = new WordingIndex(this.index);
  /** Intent → ids of the articles tagged with it, in the order in which they came. */
  private readonly byIntent = new Map<string, Set<string>>();
  /** Article → the articles nearest to it, as far as they were asked for. */
  private readonly nearest = new Map<string, readonly string[]>();
  private readonly tokenizer: Tokenizer;
  private readonly synonyms: Synonyms;
  private readonly calendar: Calendar;
  private readonly idf = (term: string) => this.index.idf(term);

  constructor(parts: KnowledgeBaseParts) {
    this.tokenizer = new Tokenizer(parts.segment, parts.normalize);
    this.synonyms = new Synonyms(parts.synonyms, parts.normalize);
    this.calendar = new Calendar(parts.timeZone ?? 'Asia/Shanghai');
    for (const article of parts.articles) this.put(article);
  }

  /** How many articles there are, valid or not. */
  get size(): number {
    return this.articles.size;
  }

  /** The ids of all articles, valid or not. */
  ids(): string[] {
    return [...this.articles.keys()];
  }

  /** Adds an article, or replaces the one with its id; searchable at once. */
  put(article: Article): void {
    const indexed = indexArticle(article, this.tokenizer);
    this.remove(article.id);
    this.index.add(indexed);
    this.wordings.add(article.id, indexed.wordings);
    this.nearest.clear();
    for (const intent of article.intents) {
      this.byIntent.set(intent, (this.byIntent.get(intent) ?? new Set()).add(article.id));
    }
    this.articles.set(article.id, indexed);
  }

  /** Takes an article away; false where there was none. */
  remove(id: string): boolean {
    const indexed = this.articles.get(id);
    if (!indexed) return false;
    this.index.remove(indexed);
    this.wordings.remove(id);
    this.nearest.clear();
    for (const intent of indexed.article.intents) this.byIntent.get(intent)?.delete(id);
    return this.articles.delete(id);
  }

  find(id: string): Article | undefined {
    return this.articles.get(id)?.article;
  }

  /** As `find`, but throws `not_found`. */
  get(id: string): Article {
    const article = this.find(id);
    if (!article) throw new TongdaError('not_found', `article ${id}`);
    return article;
  }

  /** The articles tagged with an intent; with `now` (ms) only those valid then. */
  articlesFor(intent: string, now?: number): Article[] {
    const tagged = [...(this.byIntent.get(intent) ?? [])].map((id) => this.get(id));
    if (now === undefined) return tagged;
    const day = this.calendar.day(now);
    return tagged.filter((article) => isValidOn(article, day));
  }

  /** The `n` articles nearest to one by their words, nearest first; with `now` (ms) only those valid then. */
  related(id: string, n: number, now?: number): Article[] {
    const valid = new Set(this.listed(now).map((other) => other.id));
    return this.nearestTo(this.get(id))
      .filter((other) => valid.has(other))
      .slice(0, n)
      .map((other) => this.get(other));
  }

  /** Most answers ask for it, and it changes only with the articles. */
  private nearestTo(article: Article): readonly string[] {
    let nearest = this.nearest.get(article.id);
    if (!nearest) {
      const terms = weigh(this.tokenizer.tokenize(wordingsOf(article).join('\n')));
      const found = this.index.find(terms).filter(({ id }) => id !== article.id);
      nearest = found.slice(0, MAX_RELATED).map(({ id }) => id);
      this.nearest.set(article.id, nearest);
    }
    return nearest;
  }

  /**
   * Ranks the articles for a question. The hits come best first also when the decision is `none`: they are then what
   * was found nearest, for the studio's gap list, and not an answer.
   */
  search(text: string, context: SearchContext): KnowledgeResult {
    const question = readQuestion(text, this.tokenizer, this.synonyms);
    const ranked = this.rank(question, context);
    const [first, second] = ranked;
    const hits = ranked
      .slice(0, context.limit ?? DEFAULT_LIMIT)
      .map((evidence) => this.hit(question, evidence));
    const found = ranked.reduce((sum, { share }) => sum + share, 0);
    return { decision: decide(first, second?.score, found), hits };
  }

  /** The same ranking with the features behind it, for fitting the weights and for explaining. */
  evidence(text: string, context: SearchContext): Evidence[] {
    return this.rank(readQuestion(text, this.tokenizer, this.synonyms), context);
  }

  private rank(question: Question, context: SearchContext): Evidence[] {
    const day = this.calendar.day(context.now);
    const valid = (id: string) => isValidOn(this.get(id), day);
    const candidates = new Map<string, number>();
    for (const { id, bm25 } of this.index.find(question.expanded)) {
      if (candidates.size === MAX_CANDIDATES) break;
      if (valid(id)) candidates.set(id, bm25);
    }
    const top = Math.max(1e-9, ...candidates.values());
    for (const intent of context.intents) {
      if (intent.confidence < MIN_INTENT) continue;
      for (const { id } of this.articlesFor(intent.name, context.now)) {
        if (!candidates.has(id)) candidates.set(id, 0);
      }
    }
    const weights = context.intents.length > 0 ? WITH_INTENTS : ALONE;
    const likenessOf = this.likenesses(question);
    const all = [...candidates].map(([id, bm25]) =>
      this.weighUp(id, question, likenessOf(id), bm25 / top, context.intents),
    );
    const shares = sharesOf(preferencesOf(all, weights.rank), weights.rank.nothing);
    return all
      .map((evidence, i) => ({ evidence, share: shares[i]! }))
      .toSorted((a, b) => b.share - a.share || (a.evidence.id < b.evidence.id ? -1 : 1))
      .map(({ evidence, share }) => ({
        ...evidence,
        share,
        score: scoreOf(evidence.features, share, weights.score),
      }));
  }

  private weighUp(
    id: string,
    question: Question,
    likeness: ArticleLikeness,
    relative: number,
    intents: SearchContext['intents'],
  ): Omit<Evidence, 'share' | 'score'> {
    const indexed = this.articles.get(id)!;
    const { idf } = this;
    const bare =
      indexed.article.questions.length === 0 && indexed.answer.passage.text === indexed.article.title;
    const coverage = coverageOf(question, indexed.terms, idf);
    const intent = intents
      .filter(({ name }) => indexed.article.intents.includes(name))
      .toSorted((a, b) => b.confidence - a.confidence)[0];
    const features = {
      literal: likeness.similarity ** 4,
      title: likeness.title,
      coverage: coverage.share,
      answer: coverageOf(question, indexed.answer.terms, idf).share,
      relative,
      prior: intent?.confidence ?? 0,
    };
    return { id, features, bare, likeness, coverage, intent };
  }

  /** Other words for what was asked help where the words themselves do not fit, and must not blur a literal fit. */
  private likenesses(question: Question): (id: string) => ArticleLikeness {
    const own = this.wordings.likenesses(question.terms);
    if (question.expansions.length === 0) return (id) => own.get(id) ?? UNLIKE;
    const expanded = this.wordings.likenesses(question.expanded);
    return (id) => {
      const [plain, other] = [own.get(id) ?? UNLIKE, expanded.get(id) ?? UNLIKE];
      const better = other.similarity > plain.similarity ? other : plain;
      return { ...better, title: Math.max(plain.title, other.title) };
    };
  }

  private hit(question: Question, { id, score, coverage, likeness, intent }: Evidence): Hit {
    const indexed = this.articles.get(id)!;
    return {
      articleId: id,
      title: indexed.article.title,
      passage: choosePassage(question, indexed, likeness, this.idf),
      score,
      why: reasonsOf(coverage, likeness, intent),
    };
  }

  private listed(now: number | undefined): Article[] {
    const all = [...this.articles.values()].map(({ article }) => article);
    if (now === undefined) return all;
    const day = this.calendar.day(now);
    return all.filter((article) => isValidOn(article, day));
  }
}
