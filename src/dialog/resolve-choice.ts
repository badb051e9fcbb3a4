import { parseChoice, type Choice } from '../conversation/choice';
import type { Button } from '../conversation/event';
import { NONE } from './buttons';
import type { DialogInput } from './decision';
import { refusesPerson } from './person';
import { plainUtterance } from './plain-utterance';
import { chatOf, INTENT } from './requests';

const BEFORE = '(?:我|就|想|要|选|选择|问|问的|说的|是|那|的)*';
const AFTER = '(?:吧|呀|啊|哈|呢|的|谢谢)*';
const UNIT = '(?:个|项|条|种|号|款)';
const NUMBER = '[1-9一二两三四五六七八九]';
const ORDINAL = new RegExp(`^${BEFORE}(?:第(${NUMBER})${UNIT}?|(${NUMBER})号?)${AFTER}$`);
const LAST = new RegExp(`^${BEFORE}最后(?:面|边)?(?:那|一)*${UNIT}${AFTER}$`);
const DIGITS = '零一二三四五六七八九';

/**
 * The button that the customer means: a tapped one, its label or payload typed, or, after a clarification, its
 * place (2, 第二个, 最后一个), a yes to the only option, or a no to all of them.
 */
export function resolveChoice(turn: DialogInput): Choice | undefined {
  if (turn.choice) return turn.choice;
  const typed = parseChoice(turn.utterance.trim());
  if (typed) return typed;
  const { lastTurn } = turn.tracker;
  if (!lastTurn) return undefined;
  const text = plainUtterance(turn.utterance);
  const { options } = lastTurn;
  const labelled = options.find(({ label }) => text !== '' && plainUtterance(label) === text);
  if (labelled) return parseChoice(labelled.payload);
  if (lastTurn.outcome !== 'clarify') return undefined;
  return parseChoice(byPlace(text, options)?.payload ?? byYesOrNo(turn, options));
}

function byPlace(text: string, options: readonly Button[]): Button | undefined {
  if (LAST.test(text)) return options.findLast(({ payload }) => payload !== NONE);
  const match = ORDINAL.exec(text);
  const number = match?.[1] ?? match?.[2];
  if (number === undefined) return undefined;
  const place = number === '两' ? 2 : Math.max(DIGITS.indexOf(number), Number(number) || 0);
  return options[place - 1];
}

function byYesOrNo(turn: DialogInput, options: readonly Button[]): string | undefined {
  const said = chatOf(turn.interpretation)?.name;
  const real = options.filter(({ payload }) => payload !== NONE);
  if (said === INTENT.affirm && real.length === 1) return real[0]!.payload;
  if (said === INTENT.deny && !refusesPerson(turn.utterance)) return NONE;
  return undefined;
}
