import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether there is a C compiler; without one the harness is skipped aloud, and in CI that is an error. */
export function compilerMissing(): boolean {
  if (spawnSync('cc', ['--version']).status === 0) return false;
  if (process.env.CI) throw new Error('CI needs a C compiler for the power cuts: gcc and libc6-dev');
  process.stderr.write('skipped: power cuts (no C compiler called cc)\n');
  return true;
}

/** Builds the shim into `folder`; answers the library's path. */
export function buildShim(folder: string): string {
  const library = join(folder, 'shim.so');
  const source = join(__dirname, 'shim.c');
  const built = spawnSync('cc', [
    '-O2',
    '-Wall',
    '-shared',
    '-fPIC',
    '-o',
    library,
    source,
    '-ldl',
    '-lpthread',
  ]);
  if (built.status !== 0) throw new Error(`the shim could not be built: ${built.stderr.toString()}`);
  return library;
}
