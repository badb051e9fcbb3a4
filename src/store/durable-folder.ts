import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder that a power cut cannot take away: its name stands in its parent, and that is synced as well. Also when
 * the folder is there already, since whoever made it may have been killed before the sync.
 */
export function makeDurableFolder(folder: string): void {
  const path = resolve(folder);
  const first = mkdirSync(path, { recursive: true });
  const last = first === undefined ? dirname(path) : dirname(first);
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    syncFolder(parent);
    if (parent === last || parent === dirname(parent)) return;
  }
}

function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    // A parent that we may not read, and systems that do not sync folders: nothing more can be done.
    const { code } = error as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EISDIR', 'EINVAL'].includes(code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
