import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies every file of a folder but hidden ones; the copies can be read by the owner only. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    if (!entry.isFile()) continue;
    copyFileSync(source, target);
    chmodSync(target, 0o600);
  }
}

/** Whether a folder is missing or has nothing in it. */
export function isEmptyFolder(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** Puts a copy of a folder in another's place, which is set aside. @returns where, if there was one */
export function replaceFolder(from: string, to: string, suffix: string): string | undefined {
  const fresh = `${to}.restoring`;
  mkdirSync(dirname(to), { recursive: true });
  copyFolder(from, fresh);
  const aside = isEmptyFolder(to) ? undefined : `${to}.${suffix}`;
  if (existsSync(to)) renameSync(to, aside ?? `${to}.${suffix}`);
  renameSync(fresh, to);
  return aside;
}
