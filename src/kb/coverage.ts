import { SYNONYM_WEIGHT, type Expansion, type Question } from './question';
import { KIND_WEIGHTS, type Token } from './tokenizer';

/** A word that only sounds like one of the article counts half. */
const SOUND_CREDIT = 0.5;

/** Which part of a question some text speaks of. */
export interface Coverage {
  /** Share of the question's meaning, 0-1, rare terms counting more; 0 for a question of stop words only. */
  share: number;
  /** The question's words that are there, the most telling first. */
  words: string[];
  /** Words that are there under another name. */
  synonyms: Expansion[];
  /** Pairs of characters that are there only by their sound. */
  soundsLike: string[];
}

/** Compares a question with the terms of an article or passage. */
export function coverageOf(
  question: Question,
  terms: ReadonlySet<string>,
  idf: (term: string) => number,
): Coverage {
  const synonyms = question.expansions.filter(
    (expansion) => expansion.terms.length > 0 && expansion.terms.every((term) => terms.has(term)),
  );
  let total = 0;
  let covered = 0;
  const words: { word: string; idf: number }[] = [];
  const used = new Set<Expansion>();
  const soundsLike: string[] = [];
  for (const token of question.content) {
    const weight = KIND_WEIGHTS[token.kind] * idf(token.term);
    total += weight;
    if (terms.has(token.term)) {
      covered += weight;
      if (token.kind === 'word') words.push({ word: token.surface, idf: idf(token.term) });
      continue;
    }
    const synonym = synonyms.find(({ from }) => within(token, from));
    if (synonym) {
      used.add(synonym);
      covered += weight * SYNONYM_WEIGHT;
      continue;
    }
    const sound = question.sounds.get(token.surface);
    if (sound !== undefined && terms.has(sound)) {
      covered += weight * SOUND_CREDIT;
      soundsLike.push(token.surface);
    }
  }
  words.sort((a, b) => b.idf - a.idf);
  return {
    share: total > 0 ? covered / total : 0,
    words: words.map(({ word }) => word),
    synonyms: [...used],
    soundsLike,
  };
}

/** A bigram that only touches the word is renamed with it: 查话 in 查话费. */
function within(token: Token, word: string): boolean {
  return word.includes(token.surface) || token.surface.includes(word) || overlaps(token.surface, word);
}

function overlaps(pair: string, word: string): boolean {
  return pair.length === 2 && (word.startsWith(pair[1]!) || word.endsWith(pair[0]!));
}
