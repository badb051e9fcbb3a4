import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { DiskFacts, Unseen } from '../facts';
import { unseen } from './unseen';

const SYNCS = 100;
const BLOCK = 'x'.repeat(4096);

/** Looks at the folder of the data by writing into it, or into what will hold it. */
export function lookAtDisk(dataDir: string): DiskFacts | Unseen {
  try {
    const folder = nearest(dataDir);
    const probe = mkdtempSync(join(folder, '.tongda-doctor-'));
    try {
      const { bavail, bsize, type } = statfsSync(folder);
      return {
        folder: dataDir,
        freeBytes: bavail * bsize,
        syncP99Ms: syncP99(join(probe, 'sync')),
        fileSystem: type,
      };
    } finally {
      rmSync(probe, { recursive: true, force: true });
    }
  } catch (error) {
    return unseen(error);
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

function syncP99(file: string): number {
  const descriptor = openSync(file, 'w');
  try {
    const times = Array.from({ length: SYNCS }, () => {
      const start = performance.now();
      writeSync(descriptor, BLOCK);
      fdatasyncSync(descriptor);
      return performance.now() - start;
    });
    return times.toSorted((a, b) => a - b)[Math.floor(SYNCS * 0.99) - 1] ?? 0;
  } finally {
    closeSync(descriptor);
  }
}
