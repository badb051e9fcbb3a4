import { refusesPerson } from './person';
import { plainUtterance } from './plain-utterance';

const CLAUSES = /[，。！？；,.!?;\s]+/;
const PARTICLES = '[啊呀呢吧的嘛哈]*';
const ASKING =
  /^(?:就|我|是|就是|想|要|来|请|请问|帮我)*(?:问问|问一?下|问|咨询一?下|咨询|了解一?下|了解|说说|说)(?:关于)?/;
const MATTERS = /(?:方面)?(?:的?(?:事|事情|事儿|问题|业务))$/;
const TURN = new RegExp(`^(?:那么?|还有|然后)(.+?)${PARTICLES}$`);

/** A word that an utterance comes down to. */
export interface BareWord {
  word: string;
  /** Leans on the turn before (那宽带呢), so that a sure interpretation knows more than the word. */
  turned: boolean;
}

/**
 * The word that is left of an utterance without what only frames it: 流量呢, 我想问一下流量的事, 不要转人工，我问流量.
 * It may be any text: whether such a word says too little is the caller's to know. Undefined for several clauses.
 */
export function bareWordOf(utterance: string): BareWord | undefined {
  const clauses = utterance.split(CLAUSES).filter((clause) => plainUtterance(clause) !== '');
  const asking = clauses.length > 1 ? clauses.filter((clause) => !refusesPerson(clause)) : clauses;
  const [clause, another] = asking;
  if (clause === undefined || another !== undefined) return undefined;
  const text = plainUtterance(clause).replace(new RegExp(`${PARTICLES}$`), '');
  const turn = TURN.exec(text);
  return {
    word: (turn?.[1] ?? text).replace(ASKING, '').replace(MATTERS, ''),
    turned: turn !== null,
  };
}
