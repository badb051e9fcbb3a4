import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Scalar, type YAMLMap } from 'yaml';
import { readAnnotations } from './annotation';
import type { Complaints } from './complaints';
import { emptyParts, type CorpusParts, type Source } from './corpus';

const TOP_KEYS = new Set(['version', 'nlu']);
const KINDS = ['intent', 'synonym', 'regex', 'lookup'] as const;
type Kind = (typeof KINDS)[number];
const ITEM_KEYS = new Set<string>([...KINDS, 'examples', 'metadata']);

interface Line {
  text: string;
  line: number;
}

/**
 * Reads one file of Rasa NLU YAML. Every complaint goes to `complaints`; what is sound is returned all the same.
 * `homes` remembers where each intent stands, over all files of a corpus: an intent has one place.
 */
export function readRasaYaml(
  content: string,
  file: string,
  complaints: Complaints,
  homes = new Map<string, Source>(),
): CorpusParts {
  const parts = emptyParts();
  const lineCounter = new LineCounter();
  const document = parseDocument(content, { lineCounter, uniqueKeys: true });
  const lineOf = (node: unknown): number => {
    const offset = (node as Node | null)?.range?.[0] ?? 0;
    return Math.max(1, lineCounter.linePos(offset).line);
  };
  for (const error of document.errors) {
    complaints.add(file, error.linePos?.[0].line ?? 1, `YAML 有误：${error.message.split('\n')[0]}`);
  }
  if (document.errors.length > 0) return parts;
  const root = document.contents;
  if (!isMap(root)) {
    complaints.add(file, 1, '文件里应当是 version 和 nlu');
    return parts;
  }
  for (const { key } of root.items) {
    if (!TOP_KEYS.has(String(key))) complaints.add(file, lineOf(key), `不认识的键 ${String(key)}`);
  }
  const nlu = root.get('nlu', true) as unknown;
  if (!isSeq(nlu)) {
    complaints.add(file, lineOf(nlu), 'nlu 应当是一个列表');
    return parts;
  }
  for (const item of nlu.items) {
    if (isMap(item)) readItem(item);
    else complaints.add(file, lineOf(item), '列表的每一项应当有 intent、synonym、regex 或 lookup');
  }
  return parts;

  function readItem(item: YAMLMap): void {
    for (const { key } of item.items) {
      if (!ITEM_KEYS.has(String(key))) complaints.add(file, lineOf(key), `不认识的键 ${String(key)}`);
    }
    const kinds = KINDS.filter((kind) => item.has(kind));
    const kind = kinds[0];
    if (kind === undefined || kinds.length > 1) {
      complaints.add(file, lineOf(item), '每一项应当有 intent、synonym、regex、lookup 中的一个');
      return;
    }
    const name = item.get(kind);
    if (typeof name !== 'string' || name.trim() === '') {
      complaints.add(file, lineOf(item), `${kind} 没有名字`);
      return;
    }
    const lines = readExamples(item.get('examples', true), lineOf(item));
    store(kind, name.trim(), lines, { file, line: lineOf(item) });
  }

  function readExamples(node: unknown, itemLine: number): Line[] {
    if (isSeq(node)) {
      return node.items.flatMap((entry) => {
        const text = isMap(entry) ? entry.get('text') : isScalar(entry) ? entry.value : undefined;
        if (typeof text === 'string') return [{ text: text.trim().replace(/^- /, ''), line: lineOf(entry) }];
        complaints.add(file, lineOf(entry), '例句应当是文字');
        return [];
      });
    }
    if (isScalar(node) && typeof node.value === 'string') return readBlock(node as Scalar<string>);
    complaints.add(file, itemLine, '没有 examples');
    return [];
  }

  function readBlock(node: Scalar<string>): Line[] {
    // A block scalar's node begins at its `|`; its text begins on the next line.
    const first = lineOf(node) + (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? 1 : 0);
    return node.value.split('\n').flatMap((raw, index) => {
      const text = raw.trim();
      if (text === '' || text.startsWith('#')) return [];
      if (/^-(\s|$)/.test(text)) {
        const example = text.slice(1).trim();
        if (example !== '') return [{ text: example, line: first + index }];
      }
      complaints.add(file, first + index, `例句应当以“- ”开头，并且不为空：${text}`);
      return [];
    });
  }

  function store(kind: Kind, name: string, lines: Line[], source: Source): void {
    const values = lines.map(({ text }) => text);
    if (kind === 'intent') {
      const home = homes.get(name);
      if (home) complaints.add(file, source.line, `意图 ${name} 已经写在 ${home.file}:${home.line}`);
      else homes.set(name, source);
      for (const { text: marked, line } of lines) {
        const { text, entities, problems } = readAnnotations(marked);
        for (const problem of problems) complaints.add(file, line, problem);
        parts.examples.push({ text, intent: name, entities, source: { file, line } });
      }
    } else if (kind === 'synonym') {
      parts.synonyms.push({ canonical: name, aliases: values, source });
    } else if (kind === 'lookup') {
      parts.lookups.push({ entity: name, values, source });
    } else {
      for (const { text: pattern, line } of lines) {
        if (isPattern(pattern)) parts.regexes.push({ name, pattern, source: { file, line } });
        else complaints.add(file, line, `不是正确的正则表达式：${pattern}`);
      }
    }
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
