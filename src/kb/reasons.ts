import type { Coverage } from './coverage';
import type { Likeness } from './similarity';

/** Below this a wording is not like the question to a reader's eye. */
const WORTH_NAMING = 0.4;
const MAX_WORDS = 4;

/** What speaks for an article in words: 匹配「流量」「余额」, 同义词 话费→通信费, 意图 billing.balance 0.93, 像问题「…」. */
export function reasonsOf(
  coverage: Coverage,
  likeness: Likeness,
  intent: { name: string; confidence: number } | undefined,
): string[] {
  const why: string[] = [];
  if (coverage.words.length > 0) why.push(`匹配${quoted(coverage.words)}`);
  // 查→查询 tells a reader nothing.
  const renamed = coverage.synonyms.filter(({ from, to }) => !to.includes(from) && !from.includes(to));
  for (const { from, to } of renamed.slice(0, 2)) why.push(`同义词 ${from}→${to}`);
  if (coverage.soundsLike.length > 0) why.push(`读音相近${quoted(coverage.soundsLike)}`);
  if (intent) why.push(`意图 ${intent.name} ${intent.confidence.toFixed(2)}`);
  if (likeness.similarity >= WORTH_NAMING) why.push(`像问题「${likeness.wording}」`);
  return why;
}

const quoted = (words: readonly string[]) =>
  [...new Set(words)]
    .slice(0, MAX_WORDS)
    .map((word) => `「${word}」`)
    .join('');
