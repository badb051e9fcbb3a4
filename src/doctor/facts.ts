import type { Config } from '../config';

/** What could not be looked at, and why. */
export interface Unseen {
  error: string;
}

export interface HostFacts {
  /** Such as `20.20.2`. */
  node: string;
  /** Open files of this process; undefined where the system does not tell. */
  descriptors?: number;
  /** Of the machine, or of the container where that is less. */
  memoryBytes: number;
  /** The largest heap that Node allows itself. */
  heapBytes: number;
  /** Whether the time zone data know the time in Shanghai. */
  zoneData: boolean;
  /** Where a debugger may connect. */
  inspector?: string;
}

/** The folder of the data, or the nearest one above it that exists. */
export interface DiskFacts {
  folder: string;
  freeBytes: number;
  /** Of `fdatasync` after 4 KiB, in milliseconds. */
  syncP99Ms: number;
  /** The kernel's number of the file system's kind. */
  fileSystem: number;
}

/** The names of the migrations that a database has had. */
export interface SchemaFacts {
  migrations: readonly string[];
}

export interface SqliteFacts extends SchemaFacts {
  journal: string;
  /** As our connection has it; FULL is 2. */
  synchronous: string;
  /** `ok`, the first complaint of `quick_check`, or undefined where it was not run. */
  integrity?: string;
}

export interface PostgresFacts extends SchemaFacts {
  /** Such as 15.0013 for 15.13. */
  version: number;
  versionText: string;
  /** fsync, full_page_writes, synchronous_commit, server_encoding. */
  settings: Readonly<Record<string, string>>;
  maxConnections: number;
  /** Connections that are open now, ours not counted. */
  usedConnections: number;
  /** Database minus this machine, in milliseconds. */
  clockAheadMs: number;
  isReplica: boolean;
}

export interface RedisFacts {
  version: string;
}

export interface AccountFacts {
  /** Administrators who still have the password that was printed at the first start. */
  unchanged: readonly string[];
  /** Administrators whose password is one that everybody tries first. */
  guessed: readonly string[];
}

/** The editors' folder, where this node reads it. */
export interface ContentFacts {
  /** What is wrong in the editors' files, one line each. */
  complaints: readonly string[];
  /** The model that this corpus makes, where the corpus can be read. */
  corpusModel?: string;
  /** The published model. */
  model: { id: string } | Unseen;
}

/** Everything that the checks judge. What does not apply is absent. */
export interface Facts {
  config: Config;
  host: HostFacts;
  disk: DiskFacts | Unseen;
  port: 'free' | 'ours' | 'taken' | 'notAllowed';
  sqlite?: SqliteFacts | Unseen;
  postgres?: PostgresFacts | Unseen;
  redis?: RedisFacts | Unseen;
  accounts?: AccountFacts | Unseen;
  content?: ContentFacts;
  /** Whether `dist/web` has the pages. */
  pages: boolean;
}

/** Whether something was looked at. */
export function isSeen<T extends object>(facts: T | Unseen | undefined): facts is T {
  return facts !== undefined && !('error' in facts);
}
