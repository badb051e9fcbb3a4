import { coverageOf } from './coverage';
import type { IndexedArticle, IndexedPassage } from './indexed-article';
import type { Question } from './question';
import type { Likeness } from './similarity';

/** A section must cover this much more of the question than the answer does. */
const CLEARLY_BETTER = 0.3;
/** The answer was written for the article's own wordings. */
const OWN_WORDING = 0.75;

/** The text of an article to show: its answer, and the section that fits the question clearly better. */
export function choosePassage(
  question: Question,
  indexed: IndexedArticle,
  likeness: Likeness,
  idf: (term: string) => number,
): string {
  const answer = indexed.answer.passage.text;
  if (likeness.similarity >= OWN_WORDING) return answer;
  let best: { section: IndexedPassage; share: number } | undefined;
  for (const section of indexed.sections) {
    const { share } = coverageOf(question, section.terms, idf);
    if (!best || share > best.share) best = { section, share };
  }
  if (!best || best.share < coverageOf(question, indexed.answer.terms, idf).share + CLEARLY_BETTER)
    return answer;
  const { heading, text } = best.section.passage;
  // A section alone begins in the middle: the answer leads to it.
  return `${answer}\n\n${heading ? `${heading}\n${text}` : text}`;
}
