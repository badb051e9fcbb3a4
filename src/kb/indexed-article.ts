import { wordingsOf, type Article, type Passage } from './article';
import { passagesOf } from './passages';
import { weigh, type Tokenizer, type Token } from './tokenizer';

/** A wording that an article answers, with its weighted terms. */
export interface Wording {
  text: string;
  terms: ReadonlyMap<string, number>;
}

/** A passage and the terms in it and its heading. */
export interface IndexedPassage {
  passage: Passage;
  terms: ReadonlySet<string>;
}

/** An article cut and tokenised once, for all that searches it. */
export interface IndexedArticle {
  article: Article;
  wordings: readonly Wording[];
  answer: IndexedPassage;
  sections: readonly IndexedPassage[];
  /** Every term of the article. */
  terms: ReadonlySet<string>;
  /** Terms joined by spaces, one string a field, as the full-text index takes them. */
  fields: { title: string; questions: string; answer: string; sections: string };
}

/** Cuts and tokenises an article. */
export function indexArticle(article: Article, tokenizer: Tokenizer): IndexedArticle {
  const title = tokenizer.tokenize(article.title);
  const wordings: Wording[] = [];
  const questionTokens: Token[] = [];
  for (const text of wordingsOf(article)) {
    const tokens = text === article.title ? title : tokenizer.tokenize(text);
    if (text !== article.title) questionTokens.push(...tokens);
    wordings.push({ text, terms: weigh(tokens) });
  }
  const passages = passagesOf(article.body);
  const answerTokens = passages.answer === article.title ? title : tokenizer.tokenize(passages.answer);
  const sectionTokens = passages.sections.map(({ heading, text }) =>
    tokenizer.tokenize(`${heading}\n${text}`),
  );
  const all = [title, questionTokens, answerTokens, sectionTokens.flat()];
  return {
    article,
    wordings,
    answer: { passage: { heading: '', text: passages.answer }, terms: termSet(answerTokens) },
    sections: passages.sections.map((passage, i) => ({ passage, terms: termSet(sectionTokens[i]!) })),
    terms: termSet(all.flat()),
    fields: {
      title: joined(title),
      questions: joined(questionTokens),
      answer: joined(answerTokens),
      sections: joined(sectionTokens.flat()),
    },
  };
}

const termSet = (tokens: readonly Token[]) => new Set(tokens.map(({ term }) => term));
const joined = (tokens: readonly Token[]) => tokens.map(({ term }) => term).join(' ');
