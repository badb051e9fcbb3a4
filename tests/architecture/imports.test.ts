import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SRC = join(__dirname, '../../src');

/** Folder → folders of ours that it may import, besides itself and the leaves errors, clock, logger. */
const MAY_IMPORT: Record<string, readonly string[] | 'everything'> = {
  conversation: [],
  text: [],
  carrier: [],
  accounts: [],
  nlu: ['text'],
  kb: ['text', 'nlu'],
  dialog: ['conversation', 'text', 'nlu', 'kb', 'carrier'],
  handoff: ['conversation', 'accounts'],
  channels: ['conversation', 'accounts', 'handoff', 'text'],
  store: ['conversation', 'handoff', 'accounts', 'engine', 'content'],
  engine: ['conversation', 'text', 'nlu', 'kb', 'dialog', 'handoff'],
  content: ['nlu', 'engine'],
  http: [
    'conversation',
    'text',
    'nlu',
    'kb',
    'dialog',
    'handoff',
    'channels',
    'carrier',
    'accounts',
    'engine',
    'content',
  ],
  web: ['conversation', 'channels', 'http', 'handoff', 'accounts'],
  telemetry: ['conversation', 'engine', 'store', 'http'],
  cli: 'everything',
  doctor: 'everything',
};
const LEAVES = new Set(['errors', 'clock', 'logger', 'log-sink', 'trace']);
/** Type imports only: what a folder may know of another without running any of it. */
const TYPES_ONLY: Record<string, readonly string[]> = {
  kb: ['nlu'],
  telemetry: ['conversation', 'engine', 'store', 'http'],
  web: ['channels', 'http', 'handoff', 'accounts'],
};
const MAX_LINES = 400;

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

function sources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(dir, name));
}

function resolveTarget(from: string, specifier: string): string | undefined {
  const base = join(dirname(from), specifier);
  const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return ['', '.ts', '.tsx', '/index.ts'].map((end) => base + end).find(exists);
}

const IMPORT = /^(?:import|export)\s+(type\s+)?([^;]*?)from\s+'(\.[^']*)'/gms;

const files = sources(SRC);
const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, type, names = '', specifier = '']) => {
    const target = resolveTarget(file, specifier);
    if (target === undefined) return [];
    // `import { type A, type B }` runs nothing either.
    const inner = names
      .replaceAll(/[{}\s]/g, '')
      .split(',')
      .filter(Boolean);
    const typeOnly = type !== undefined || inner.every((name) => /^type[A-Z]/.test(name));
    return [{ file: relative(SRC, file), target: relative(SRC, target), typeOnly }];
  }),
);

const folderOf = (file: string): string =>
  file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');

describe('the source tree', () => {
  it('is seen by this test', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(150);
  });

  it('imports only what the table of the architecture allows', () => {
    const wrong = imports.filter(({ file, target, typeOnly }) => {
      const [from, to] = [folderOf(file), folderOf(target)];
      const allowed = MAY_IMPORT[from];
      if (from === 'server' || allowed === 'everything' || from === to || LEAVES.has(to)) return false;
      if (!file.includes('/')) return true;
      if (from === 'engine' && to === 'server') return true;
      if (TYPES_ONLY[from]?.includes(to) && !typeOnly) return true;
      return !allowed?.includes(to);
    });
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('lets store import engine and http nothing but types and interfaces', () => {
    const wrong = imports.filter(
      ({ file, target, typeOnly }) =>
        folderOf(file) === 'store' && folderOf(target) === 'engine' && !typeOnly,
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map<string, string[]>();
    for (const { file, target, typeOnly } of imports) {
      if (!typeOnly) graph.set(file, [...(graph.get(file) ?? []), target]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) cycles.push([...path.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('has no barrels, no catch-all folders and no default exports', () => {
    const names = files.map((file) => relative(SRC, file));
    expect(names.filter((name) => /(?:^|\/)index\.ts$/.test(name))).toEqual([]);
    expect(names.filter((name) => /(?:^|\/)(?:utils?|helpers?|common)(?:\/|\.ts)/.test(name))).toEqual([]);
    const withDefault = files.filter((file) => /^export default/m.test(readFileSync(file, 'utf8')));
    expect(withDefault.map((file) => relative(SRC, file))).toEqual(['web/vite.config.mts']);
  });

  it('has no file so long that a second subject hides in it', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > MAX_LINES);
    expect(long.map((file) => relative(SRC, file))).toEqual([]);
  });

  it('reads the environment only in config.ts', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(file, 'utf8')));
    expect(readers.map((file) => relative(SRC, file))).toEqual(['config.ts']);
  });
});
