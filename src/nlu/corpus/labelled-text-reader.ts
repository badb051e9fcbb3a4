import { z } from 'zod';
import type { Complaints } from './complaints';
import type { Example } from './corpus';

const ENTITY = z.looseObject({
  entity: z.string().optional(),
  type: z.string().optional(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  value: z.union([z.string(), z.number()]).optional(),
  text: z.string().optional(),
});
/** Loose: data sets carry fields of their own (session, source), which training has no use for. */
const ROW = z.looseObject({
  text: z.string(),
  intent: z.string().min(1),
  entities: z.array(ENTITY).optional(),
});
const NLPJS = z.looseObject({
  data: z.array(z.looseObject({ intent: z.string().min(1), utterances: z.array(z.string()) })),
});

/** Reads JSONL rows `{text, intent, entities?}`; blank lines are skipped. */
export function readJsonl(content: string, file: string, complaints: Complaints): Example[] {
  return content.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = parseJson(line, ROW);
    if (typeof row === 'string') {
      complaints.add(file, index + 1, row);
      return [];
    }
    const entities = (row.entities ?? []).map(({ entity, type, start, end, value, text }) => ({
      entity: entity ?? type ?? '',
      start,
      end,
      value: value ?? text ?? row.text.slice(start, end),
      ...(text === undefined ? {} : { text }),
    }));
    return [{ text: row.text, intent: row.intent, entities, source: { file, line: index + 1 } }];
  });
}

/** Reads nlp.js's corpus.json: `{data: [{intent, utterances}]}`. An example's line is where its words first stand. */
export function readNlpjs(content: string, file: string, complaints: Complaints): Example[] {
  const corpus = parseJson(content, NLPJS);
  if (typeof corpus === 'string') {
    complaints.add(file, 1, corpus);
    return [];
  }
  let from = 0;
  let line = 1;
  return corpus.data.flatMap(({ intent, utterances }) =>
    utterances.map((text) => {
      const at = content.indexOf(JSON.stringify(text), from);
      if (at >= 0) {
        line += content.slice(from, at).split('\n').length - 1;
        from = at;
      }
      return { text, intent, entities: [], source: { file, line } };
    }),
  );
}

/** Reads CSV with the header `text,intent` (in any order); fields may be quoted and hold commas and line breaks. */
export function readCsv(content: string, file: string, complaints: Complaints): Example[] {
  const [header, ...records] = csvRecords(content.replace(/^\uFEFF/, ''));
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const text = names.indexOf('text');
  const intent = names.indexOf('intent');
  if (text < 0 || intent < 0) {
    complaints.add(file, 1, '第一行应当是 text,intent');
    return [];
  }
  return records.flatMap(({ fields, line }) => {
    const row = { text: fields[text] ?? '', intent: (fields[intent] ?? '').trim() };
    if (row.intent === '') {
      complaints.add(file, line, '没有意图');
      return [];
    }
    return [{ ...row, entities: [], source: { file, line } }];
  });
}

function parseJson<T>(content: string, schema: z.ZodType<T>): T | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    return `不是正确的 JSON：${(error as Error).message}`;
  }
  const result = schema.safeParse(value);
  return result.success ? result.data : z.prettifyError(result.error);
}

/** Fields of RFC 4180, with the line that each record begins on. Empty lines are left out. */
function csvRecords(content: string): { fields: string[]; line: number }[] {
  const records: { fields: string[]; line: number }[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  let fields: string[] = [];
  let line = 1;
  let recordLine = 1;
  while (field.lastIndex < content.length) {
    const match = field.exec(content);
    if (!match) break;
    const [whole, quoted, plain = '', end = ''] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '') records.push({ fields, line: recordLine });
    fields = [];
    recordLine = line;
  }
  return records;
}
