/** What a tapped button means. Typed text never becomes a choice unless it has exactly one of these forms. */
export type Choice =
  | { kind: 'intent'; intent: string }
  | { kind: 'article'; articleId: string }
  | { kind: 'human' }
  | { kind: 'none' };

const FORMS: readonly [RegExp, (value: string) => Choice][] = [
  [/^\/intent ([\w.]{1,80})$/, (intent) => ({ kind: 'intent', intent })],
  [/^\/article ([\w.-]{1,120})$/, (articleId) => ({ kind: 'article', articleId })],
  [/^\/human$/, () => ({ kind: 'human' })],
  [/^\/none$/, () => ({ kind: 'none' })],
];

/** Reads a button's payload: `/intent NAME`, `/article ID`, `/human` or `/none`; anything else is undefined. */
export function parseChoice(payload: string | undefined): Choice | undefined {
  if (payload === undefined) return undefined;
  for (const [form, make] of FORMS) {
    const match = form.exec(payload);
    if (match) return make(match[1] ?? '');
  }
  return undefined;
}
