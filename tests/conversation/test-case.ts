import { z } from 'zod';
import { parseYaml } from '../../src/dialog/yaml-file';

const HANDOFF_REASONS = ['asked', 'misses', 'complaint', 'operator', 'none'] as const;
const text = z.string().trim().min(1);
const PATTERN = /^\/(.+)\/$/;
const slotValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A step has exactly one of these keys, which is what `strictObject` asks for. */
const step = z.union(
  [
    z.strictObject({ user: z.string() }),
    z.strictObject({ utter: text.refine(isReadable, '正则表达式有误') }),
    z.strictObject({ bot: text }),
    z.strictObject({ article: text }),
    z.strictObject({ buttons: z.array(text).min(1) }),
    z.strictObject({ handoff: z.enum(HANDOFF_REASONS) }),
    z.strictObject({ slot_was_set: z.array(z.union([text, z.record(z.string(), slotValue)])).min(1) }),
  ],
  '每一步应当只有 user、utter、bot、article、buttons、handoff、slot_was_set 中的一个',
);

const schema = z.strictObject({
  version: z.string().optional(),
  test_cases: z.array(z.strictObject({ test_case: text, steps: z.array(step).min(1) })).min(1),
});

type SlotValue = z.infer<typeof slotValue>;

/** One step of a scripted conversation. `line` is where it stands in its file. */
export type TestStep = { line: number } & (
  | { kind: 'user'; text: string }
  /** The name of a response of which one wording was said, or a `/pattern/` for a bot message. */
  | { kind: 'utter'; name: string }
  | { kind: 'utterMatch'; pattern: RegExp }
  /** A part of a bot message. */
  | { kind: 'bot'; part: string }
  | { kind: 'article'; id: string }
  /** Labels under the bot's messages, in order. */
  | { kind: 'buttons'; labels: string[] }
  /** `none`: the customer stays with the bot. */
  | { kind: 'handoff'; reason: (typeof HANDOFF_REASONS)[number] }
  /** Slots that are set; `value` is undefined when any will do. */
  | { kind: 'slots'; slots: { name: string; value?: SlotValue }[] }
);

/** A scripted conversation: what the customer says and what is expected of the bot, in order. */
export interface TestCase {
  name: string;
  steps: TestStep[];
}

/** Reads a file after Rasa's end-to-end test cases. Throws `corpus_invalid` with file and line. */
export function parseTestCases(source: string, file: string): TestCase[] {
  const { value, lineOf } = parseYaml(source, file, schema);
  return value.test_cases.map(({ test_case: name, steps }, at) => ({
    name,
    steps: steps.map((raw, index) => readStep(raw, lineOf(['test_cases', at, 'steps', index]))),
  }));
}

function readStep(raw: z.infer<typeof step>, line: number): TestStep {
  if ('user' in raw) return { line, kind: 'user', text: raw.user };
  if ('utter' in raw) {
    const pattern = PATTERN.exec(raw.utter)?.[1];
    if (pattern !== undefined) return { line, kind: 'utterMatch', pattern: new RegExp(pattern, 'u') };
    return { line, kind: 'utter', name: raw.utter };
  }
  if ('bot' in raw) return { line, kind: 'bot', part: raw.bot };
  if ('article' in raw) return { line, kind: 'article', id: raw.article };
  if ('buttons' in raw) return { line, kind: 'buttons', labels: raw.buttons };
  if ('handoff' in raw) return { line, kind: 'handoff', reason: raw.handoff };
  const slots = raw.slot_was_set.flatMap((slot) =>
    typeof slot === 'string'
      ? [{ name: slot }]
      : Object.entries(slot).map(([name, slotValue]) => ({ name, value: slotValue })),
  );
  return { line, kind: 'slots', slots };
}

function isReadable(utter: string): boolean {
  const pattern = PATTERN.exec(utter)?.[1];
  try {
    return pattern === undefined || Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}
