import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { TongdaError } from '../errors';

const zh = z.locales.zhCN().localeError;

/** A checked YAML file that still knows its lines. */
export interface YamlFile<T> {
  value: T;
  /** The line, from 1, of the deepest part of a path that exists. */
  lineOf: (path: readonly PropertyKey[]) => number;
}

/** Reads YAML by a schema. Throws `corpus_invalid` with `file:line: message`, one complaint a line. */
export function parseYaml<S extends z.ZodType>(
  source: string,
  file: string,
  schema: S,
): YamlFile<z.output<S>> {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken) refuse(file, broken.linePos?.[0].line ?? 1, `YAML 有误：${broken.message.split('\n')[0]}`);
  const lineOf = (path: readonly PropertyKey[]): number => lineAt(document, counter, path);
  const result = schema.safeParse(valuesOf(document, file), { error: zh });
  if (result.success) return { value: result.data, lineOf };
  const complaints = result.error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
    const name = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return `${file}:${lineOf(path)}: ${name}${issue.message}`;
  });
  throw new TongdaError('corpus_invalid', complaints.join('\n'));
}

/** Throws `corpus_invalid` for one place. */
export function refuse(file: string, line: number, message: string): never {
  throw new TongdaError('corpus_invalid', `${file}:${line}: ${message}`);
}

function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch {
    return refuse(file, 1, '引用（alias）过多或有误');
  }
}

function lineAt(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    // A key's own line, not that of its value, which a list starts one line below.
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
      : undefined;
    const node = key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
  }
  return 1;
}
