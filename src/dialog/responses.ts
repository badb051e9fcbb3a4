import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { TongdaError } from '../errors';
import { REQUIRED_RESPONSES } from './required-responses';
import { parseYaml, refuse } from './yaml-file';

const schema = z.strictObject({
  version: z.string().optional(),
  responses: z.record(
    z.string().regex(/^utter_[\w.]+$/, '名称应以 utter_ 开头，只含字母、数字、_ 和 .'),
    z.array(z.strictObject({ text: z.string().trim().min(1).max(500) })).min(1),
  ),
});

const PLACEHOLDER = /\{(\w+)\}/g;

/** What the bot says (应答), by name, each in one or more wordings. */
export class Responses {
  constructor(private readonly variants: ReadonlyMap<string, readonly string[]>) {}

  has(name: string): boolean {
    return this.variants.has(name);
  }

  /** How many wordings there are; 0 for an unknown name. */
  count(name: string): number {
    return this.variants.get(name)?.length ?? 0;
  }

  /** The number of a wording by a seed (a whole number); never `last`, where there is another. */
  variant(name: string, seed: number, last?: number): number {
    const count = Math.max(1, this.count(name));
    const wanted = ((seed % count) + count) % count;
    return wanted === last ? (wanted + 1) % count : wanted;
  }

  /**
   * The text of a response, placeholders filled in. `pick` chooses the wording: equal numbers give equal texts,
   * neighbouring numbers different ones. Throws `not_found` for an unknown name.
   */
  text(name: string, vars: Readonly<Record<string, string | number>> = {}, pick = 0): string {
    const text = this.variants.get(name)?.[this.variant(name, pick)];
    if (text === undefined) throw new TongdaError('not_found', `response ${name}`);
    return text.replace(PLACEHOLDER, (whole, key: string) => String(vars[key] ?? whole));
  }
}

/** Reads files of Rasa `responses:` YAML. Throws `corpus_invalid` with file and line, or for a missing name. */
export function parseResponses(files: readonly { file: string; source: string }[]): Responses {
  const variants = new Map<string, string[]>();
  for (const { file, source } of files) {
    const { value, lineOf } = parseYaml(source, file, schema);
    for (const [name, wordings] of Object.entries(value.responses)) {
      if (variants.has(name)) refuse(file, lineOf(['responses', name]), `${name} 重复`);
      const texts = wordings.map(({ text }) => text);
      texts.forEach((text, index) => {
        const unknown = [...text.matchAll(PLACEHOLDER)].find(
          ([, key]) => !REQUIRED_RESPONSES[name]?.includes(key!),
        );
        if (unknown)
          refuse(file, lineOf(['responses', name, index, 'text']), `${name} 不能使用 ${unknown[0]}`);
      });
      variants.set(name, texts);
    }
  }
  const missing = Object.keys(REQUIRED_RESPONSES).filter((name) => !variants.has(name));
  if (missing.length > 0) throw new TongdaError('corpus_invalid', `缺少应答：${missing.join('、')}`);
  return new Responses(variants);
}

/** Reads every `.yml` of a folder, in the order of names. Throws `corpus_missing` or `corpus_invalid`. */
export function readResponses(folder: string): Responses {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.yml'))
      .toSorted();
  } catch (cause) {
    throw new TongdaError('corpus_missing', folder, { cause });
  }
  const files = names.map((name) => path.join(folder, name));
  return parseResponses(files.map((file) => ({ file, source: readFileSync(file, 'utf8') })));
}
