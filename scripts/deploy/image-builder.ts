import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ignoredBy } from './docker-ignore';
import { execForm, pairs, parseDockerfile, type Instruction } from './dockerfile';

/** What a Dockerfile makes: a file system and how to run it. */
export interface Image {
  /** The folder that stands for `/`. */
  root: string;
  workdir: string;
  environment: Readonly<Record<string, string>>;
  command: readonly string[];
  healthcheck: readonly string[];
  stopSignal: string;
  user: string;
  volumes: readonly string[];
}

/**
 * Runs a `RUN` step: `cwd` is its folder in `root`. A step that nobody knows must throw, so that none is left out
 * silently.
 */
export type RunStep = (command: string, at: { root: string; cwd: string }) => void;

interface Layer extends Omit<Image, 'command' | 'healthcheck'> {
  command: string[];
  healthcheck: string[];
}

/**
 * Carries out the steps of the Dockerfile in `context` below `folder`, without a container engine. Throws where a
 * source of COPY does not exist or is kept out by `.dockerignore`, and on instructions that it does not know.
 */
export function buildImage(context: string, folder: string, run: RunStep): Image {
  const layers = new Map<string, Layer>();
  let last: Layer | undefined;
  const ignored = ignoredBy(readFileSync(join(context, '.dockerignore'), 'utf8'));
  for (const stage of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const root = join(folder, stage.name);
    mkdirSync(root, { recursive: true });
    const base = layers.get(stage.base);
    if (base) linkTree(base.root, root);
    last = { ...(base ?? EMPTY), root };
    for (const instruction of stage.instructions) {
      try {
        last = carryOut(instruction, last, { context, ignored, layers, run });
      } catch (error) {
        throw new Error(`Dockerfile:${instruction.line}: ${error instanceof Error ? error.message : ''}`, {
          cause: error,
        });
      }
    }
    layers.set(stage.name, last);
  }
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;
}

const EMPTY: Omit<Layer, 'root'> = {
  workdir: '/',
  environment: {},
  command: [],
  healthcheck: [],
  stopSignal: 'SIGTERM',
  user: 'root',
  volumes: [],
};

interface Tools {
  context: string;
  ignored: (path: string) => boolean;
  layers: ReadonlyMap<string, Layer>;
  run: RunStep;
}

function carryOut({ name, rest }: Instruction, layer: Layer, tools: Tools): Layer {
  switch (name) {
    case 'WORKDIR':
      mkdirSync(join(layer.root, rest), { recursive: true });
      return { ...layer, workdir: rest };
    case 'ENV':
      return { ...layer, environment: { ...layer.environment, ...pairs(rest) } };
    case 'COPY':
      copy(rest, layer, tools);
      return layer;
    case 'RUN':
      tools.run(rest, { root: layer.root, cwd: join(layer.root, layer.workdir) });
      return layer;
    case 'USER':
      return { ...layer, user: rest };
    case 'VOLUME':
      return { ...layer, volumes: [...layer.volumes, rest] };
    case 'EXPOSE':
      return layer;
    case 'STOPSIGNAL':
      return { ...layer, stopSignal: rest };
    case 'HEALTHCHECK':
      return { ...layer, healthcheck: execForm(rest.slice(rest.indexOf('CMD ') + 4)) };
    case 'CMD':
      return { ...layer, command: execForm(rest) };
    default:
      throw new Error(`${name} is not known here`);
  }
}

function copy(rest: string, layer: Layer, { context, ignored, layers }: Tools): void {
  const words = rest.split(' ');
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const [target = '', ...sources] = words.filter((word) => !word.startsWith('--')).toReversed();
  const into = target.startsWith('/') ? join(layer.root, target) : join(layer.root, layer.workdir, target);
  for (const source of sources.toReversed()) {
    const start = from === undefined ? join(context, source) : join(layers.get(from)?.root ?? from, source);
    if (!existsSync(start)) throw new Error(`there is no ${source}`);
    const end = target.endsWith('/') ? join(into, relative(dirname(start), start)) : into;
    if (from !== undefined) linkTree(start, end);
    else if (copyAllowed(start, end, (path) => ignored(relative(context, path))) === 0)
      throw new Error(`.dockerignore keeps ${source} out`);
  }
}

/** Copies a file, or what is in a folder; how many files that were. */
function copyAllowed(start: string, end: string, ignored: (path: string) => boolean): number {
  if (statSync(start).isDirectory()) {
    return readdirSync(start)
      .map((name) => copyAllowed(join(start, name), join(end, name), ignored))
      .reduce((sum, count) => sum + count, 0);
  }
  if (ignored(start)) return 0;
  mkdirSync(dirname(end), { recursive: true });
  cpSync(start, end);
  return 1;
}

/** A copy of a tree that shares its files where the disk allows it: nothing writes into a file of node_modules. */
export function linkTree(start: string, end: string): void {
  mkdirSync(dirname(end), { recursive: true });
  const sources = existsSync(end) ? `${start}/.` : start;
  try {
    execFileSync('cp', ['-al', sources, end], { stdio: 'pipe' });
  } catch {
    rmSync(end, { recursive: true, force: true });
    execFileSync('cp', ['-a', start, end], { stdio: 'pipe' });
  }
}
