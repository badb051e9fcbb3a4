import { readFileSync } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { HostFacts } from '../facts';

/** 2026-11-22 16:30 UTC is half past midnight in Shanghai. */
const LATE_EVENING = Date.UTC(2026, 10, 22, 16, 30);

/** Looks at the machine or the container. */
export function lookAtHost(): HostFacts {
  const descriptors = openFilesLimit();
  const inspector = inspectorUrl();
  // Without a limit the container's figure is 0 or beyond the machine's.
  const limit = process.constrainedMemory();
  return {
    node: process.versions.node,
    ...(descriptors !== undefined && { descriptors }),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    heapBytes: getHeapStatistics().heap_size_limit,
    zoneData: hourInShanghai() === '00',
    ...(inspector !== undefined && { inspector }),
  };
}

function hourInShanghai(): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit' }).format(
    LATE_EVENING,
  );
}

function openFilesLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (soft === undefined) return undefined;
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
  } catch {
    return undefined;
  }
}
