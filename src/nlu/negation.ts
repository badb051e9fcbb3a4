import type { NluSettings } from './corpus/settings';

type NegationRule = NluSettings['negation'][number];

/** What a negation leaves of an utterance. */
export type NegationResult =
  | { kind: 'none' }
  /** 不是销户，是停机: only the second part is meant. */
  | { kind: 'contrast'; refused: string; meant: string }
  /** 不要转人工: the intent itself is refused; `rest` is what else was said, perhaps nothing. */
  | { kind: 'refused'; refused: string; becomes: string; rest: string };

const BREAK = '[，,。;；!！?？\\s]';
/** 不是A(，)(而)是B; 不要A，要B; 不想A，我想B. A holds no break, B begins a new clause or follows 而. */
const CONTRASTS: readonly RegExp[] = [
  new RegExp(
    `^(?:我|我的意思|我说的)?(?:并)?不是(?:说|要|想|问)?([^，,。;；!！?？\\s吗么]{2,12}?)(?:的)?(?:${BREAK}+(?:而|我)?(?:是|要|想|说的是|问的是)|而是)(?:要|想|说|问)?(.{2,})$`,
    'u',
  ),
  new RegExp(
    `^(?:我)?(?:不要|不想|不用|别|不需要)([^，,。;；!！?？\\s吗么]{2,12})${BREAK}+(?:我)?(?:只|就|而是)?(?:要|想要|想|需要)(.{2,})$`,
    'u',
  ),
];
/** A negator, unless it is the second half of a question: 要不要, 需不需要, 用不用, 想不想. */
const NEGATOR = '(?<![要需用想])(?:不要|不用|不想|不需要|不必|用不着|无需|不找|不转|甭|别)';
/** What may stand between the negator and the word that it negates. */
const BETWEEN =
  '(?:再|老|总|一直|给我|帮我|跟我|把我|让我|去|了|要)*(?:转接到|转接|转到|转|接通|接|找|要|叫|呼叫|联系|换|打|用)?(?:到|给|成)?(?:你们)?(?:的)?';

/** Compiled once per model. */
export class NegationReader {
  private readonly rules: { rule: NegationRule; pattern: RegExp }[];

  /** Rules for intents that the model does not have are left out. */
  constructor(rules: readonly NegationRule[], intents: ReadonlySet<string>) {
    this.rules = rules
      .filter((rule) => intents.has(rule.intent) && intents.has(rule.becomes))
      .map((rule) => {
        const words = rule.words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|');
        return {
          rule,
          pattern: new RegExp(
            `(?:我|请|都|也|先|暂时)*${NEGATOR}${BETWEEN}(?:${words})(?:服务|客服)?(?:了|啊|吧|呢|哈)?`,
            'u',
          ),
        };
      });
  }

  /** Reads a normalised utterance. A refusal is looked for first: it decides over handing the customer to a person. */
  process(text: string): NegationResult {
    for (const { rule, pattern } of this.rules) {
      const match = pattern.exec(text);
      if (!match) continue;
      const rest = text.slice(0, match.index) + text.slice(match.index + match[0].length);
      return {
        kind: 'refused',
        refused: rule.intent,
        becomes: rule.becomes,
        rest: rest.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, ''),
      };
    }
    for (const pattern of CONTRASTS) {
      const match = pattern.exec(text);
      if (match) return { kind: 'contrast', refused: match[1]!, meant: match[2]! };
    }
    return { kind: 'none' };
  }
}
