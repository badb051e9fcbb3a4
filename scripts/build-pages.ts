import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

// `npm start`: builds the pages, unless what is there is newer than all that they are made of.
const ROOT = join(__dirname, '..');
const MADE_OF = ['src/web', 'src/conversation', 'src/channels', 'src/handoff', 'package-lock.json'];
const PAGES = ['dist/web/widget/index.html', 'dist/web/console/index.html', 'dist/web/embed.js'];

const times = (path: string): number[] => {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [found.mtimeMs];
  // A folder changes when a file in it is added or removed.
  return [found.mtimeMs, ...readdirSync(join(ROOT, path)).flatMap((name) => times(join(path, name)))];
};

const built = PAGES.flatMap(times);
const fresh = built.length === PAGES.length && Math.min(...built) > Math.max(...MADE_OF.flatMap(times));
if (!fresh) execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
