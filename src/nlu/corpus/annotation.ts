import { z } from 'zod';
import type { AnnotatedEntity } from './corpus';

/** `[流量](item)`, `[流量](item:值)` or `[30G]{"entity": "data_volume", "value": 30720}`. */
const ANNOTATION = /\[([^\][]+)\](?:\(([^()]+)\)|(\{[^{}]*\}))/g;
/** Role and group are Rasa's and are accepted; we have no use for them. */
const BRACES = z.strictObject({
  entity: z.string().min(1),
  value: z.union([z.string(), z.number()]).optional(),
  role: z.string().optional(),
  group: z.string().optional(),
});

/** An example without its marks, and the entities that they named. */
export interface AnnotatedText {
  text: string;
  entities: AnnotatedEntity[];
  /** What is wrong with the marks, for the writer. */
  problems: string[];
}

/** Reads Rasa's inline annotations. */
export function readAnnotations(marked: string): AnnotatedText {
  const entities: AnnotatedEntity[] = [];
  const problems: string[] = [];
  let text = '';
  let from = 0;
  for (const match of marked.matchAll(ANNOTATION)) {
    const [whole, words = '', parentheses, braces] = match;
    text += marked.slice(from, match.index);
    from = match.index + whole.length;
    const start = text.length;
    text += words;
    const mark = parentheses === undefined ? readBraces(braces!) : readParentheses(parentheses);
    if (typeof mark === 'string') problems.push(mark);
    else entities.push({ entity: mark.entity, start, end: text.length, value: mark.value ?? words });
  }
  text += marked.slice(from);
  if (/\]\s*[({]/.test(text)) problems.push(`标注没有写完整：${marked}`);
  return { text, entities, problems };
}

function readParentheses(content: string): { entity: string; value?: string } {
  const [entity = '', ...value] = content.split(':');
  return value.length > 0 ? { entity, value: value.join(':') } : { entity };
}

function readBraces(json: string): { entity: string; value?: string | number } | string {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return `标注不是正确的 JSON：${json}`;
  }
  const result = BRACES.safeParse(content);
  return result.success ? result.data : `标注 ${json}：${z.prettifyError(result.error)}`;
}
