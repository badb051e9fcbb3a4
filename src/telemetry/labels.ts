import type { DueKind } from '../conversation/due-work';
import { ERRORS } from '../errors';

/**
 * A label's values are a fixed set, whatever comes from outside: who sends odd names must not fill the memory of
 * the server and of Prometheus. All else is `other`.
 */
export function bounded(values: Iterable<string>): (value: unknown) => string {
  const known = new Set(values);
  return (value) => (typeof value === 'string' && known.has(value) ? value : 'other');
}

/** Why a handoff moves, as the moves themselves say it. */
const CAUSES = [
  'asked',
  'nobodyThere',
  'routed',
  'accepted',
  'declined',
  'offerTimeout',
  'agentAway',
  'agentGone',
  'givenBack',
  'ended',
  'wrappedUp',
  'customerLeft',
  'customerGone',
];

/** Kinds of due work. */
export const DUE_KINDS: readonly DueKind[] = [
  'turn',
  'route',
  'offerTimeout',
  'queueLapse',
  'presenceLapse',
  'wrapUpEnd',
  'restPush',
];

/** SQLite's and PostgreSQL's failures that an operator acts upon. */
export const DATABASE_CODES = [
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_CONSTRAINT',
  'SQLITE_CANTOPEN',
  '40001',
  '40P01',
  '53100',
  '53200',
  '53300',
  '57014',
  '57P01',
  '57P03',
  '08006',
  '23505',
  '23503',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
];

/** The fixed values of each label. */
export const labelOf = {
  code: bounded(Object.keys(ERRORS)),
  cause: bounded(CAUSES),
  handoffState: bounded([
    'requested',
    'queued',
    'offered',
    'assigned',
    'wrapUp',
    'closed',
    'bot',
    'abandoned',
    'offlineMessage',
    'callback',
  ]),
  handoffReason: bounded(['asked', 'misses', 'complaint', 'operator']),
  turnOutcome: bounded(['answer', 'smalltalk', 'clarify', 'miss', 'outOfScope', 'handoff']),
  channel: bounded(['web', 'rest', 'desk']),
  method: bounded(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']),
};

const databaseCode = bounded(DATABASE_CODES);

/** The database's own code of a failure, also where ours has wrapped it; undefined for failures of the caller. */
export function databaseCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && code.startsWith('storage_')) {
    return cause === undefined ? 'other' : (databaseCodeOf(cause) ?? 'other');
  }
  if (typeof code !== 'string' || code in ERRORS) return undefined;
  // SQLITE_IOERR_WRITE, SQLITE_CONSTRAINT_UNIQUE: the first two words say enough.
  return databaseCode(code.split('_').slice(0, 2).join('_'));
}
