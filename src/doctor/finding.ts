import type { Facts } from './facts';

/** `warn` is for the operator to weigh; with a `fail` the server does not start or must not be trusted. */
export type Status = 'ok' | 'warn' | 'fail';

/** What a check makes of the facts: what it found and, unless all is well, why that matters and what to do. */
export type Verdict =
  { status: 'ok'; found: string } | { status: 'warn' | 'fail'; found: string; zh: string; en: string };

/** One check of the doctor. */
export interface Check {
  name: string;
  /** Chinese and English. */
  title: readonly [zh: string, en: string];
  /** Pure; undefined where the check does not apply. */
  judge: (facts: Facts) => Verdict | undefined;
}

/** All is well. */
export function ok(found: string): Verdict {
  return { status: 'ok', found };
}

/** To be weighed. */
export function warn(found: string, zh: string, en: string): Verdict {
  return { status: 'warn', found, zh, en };
}

/** Not to be run like this. */
export function fail(found: string, zh: string, en: string): Verdict {
  return { status: 'fail', found, zh, en };
}
