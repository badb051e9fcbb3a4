import { execSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { linkTree, type RunStep } from './image-builder';

const LOCK = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** The folder that a step makes in the image. */
function makeFolder(command: string, root: string): boolean {
  const [, path] = /^install -d -o node -g node (\/\S+)$/.exec(command) ?? [];
  if (path === undefined) return false;
  mkdirSync(join(root, path), { recursive: true });
  return true;
}

const unknown = (command: string): never => {
  throw new Error(`teach scripts/deploy/run-steps.ts this step: ${command}`);
};

/** Really runs every step but those of the system's packages, for which one has to be root in an image. */
export function fullSteps(say: (line: string) => void): RunStep {
  return (command, { root, cwd }) => {
    if (command.startsWith('apt-get ')) {
      say(`left out: ${command}`);
      return;
    }
    if (makeFolder(command, root)) return;
    if (!command.startsWith('npm ')) unknown(command);
    say(command);
    execSync(command, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  };
}

/** The same from the packages that are installed in `installed`: nothing is fetched. Pages are really built. */
export function presentSteps(installed: string): RunStep {
  return (command, { root, cwd }) => {
    if (command.startsWith('apt-get ') || makeFolder(command, root)) return;
    if (command === 'npm ci') linkTree(installed, join(cwd, 'node_modules'));
    else if (command === 'npm prune --omit=dev') removeDevelopment(cwd);
    else if (command === 'npm run build') execSync(command, { cwd, stdio: 'pipe' });
    else unknown(command);
  };
}

function removeDevelopment(folder: string): void {
  const { packages } = LOCK.parse(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')));
  for (const [path, { dev }] of Object.entries(packages)) {
    if (dev === true) rmSync(join(folder, path), { recursive: true, force: true });
  }
}
