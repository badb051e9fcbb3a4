import type { NluModel } from './model';
import type { Classified } from './pipeline';

/** A neighbour less alike than this explains nothing. */
const MIN_SIMILARITY = 0.3;
const MAX_WORDS = 3;
/** A word that adds less to the score is not a reason. */
const MIN_CONTRIBUTION = 0.02;

/** Why the best intent is the best: its words, synonyms, the most alike utterance; or why it is out of scope. */
export function explain(
  model: NluModel,
  synonyms: ReadonlyMap<string, string>,
  { utterance, votes, best, outOfScope }: Classified,
): string[] {
  const { description, voters } = model;
  const why: string[] = [];
  if (votes.vector.ids.length === 0) return ['没有认识的字词'];
  for (const { from, to } of utterance.repairs) why.push(`谐音：${from}→${to}`);
  const label = description.intents.indexOf(best.name);
  const words = [...new Set(utterance.words)]
    .map((word) => ({ word, contribution: contributionOf(word) }))
    .filter(({ contribution }) => contribution > MIN_CONTRIBUTION)
    .toSorted((a, b) => b.contribution - a.contribution)
    .slice(0, MAX_WORDS);
  if (words.length > 0) why.push(`词语：${words.map(({ word }) => word).join('、')}`);
  for (const { word } of words) {
    const canonical = synonyms.get(word);
    if (canonical !== undefined && canonical !== word) why.push(`同义词：${word}→${canonical}`);
  }
  const alike = votes.neighbours.find((neighbour) => neighbour.label === label);
  if (alike && alike.similarity >= MIN_SIMILARITY) why.push(`像「${description.examples[alike.example]!}」`);
  if (outOfScope) why.push('不像业务问题');
  return why;

  function contributionOf(word: string): number {
    const id = voters.vectorizer.vocabulary.get(`w:${word.replace(/\d/g, '0')}`);
    if (id === undefined) return 0;
    const position = votes.vector.ids.indexOf(id);
    return position < 0 ? 0 : votes.vector.values[position]! * voters.linear.weight(id, label);
  }
}
