import { MIGRATIONS } from '../store/migrations';
import { ACCOUNT_CHECKS } from './checks/accounts';
import { CONTENT_CHECKS } from './checks/content';
import { DISK_CHECKS } from './checks/disk';
import { MACHINE_CHECKS } from './checks/machine';
import { NETWORK_CHECKS } from './checks/network';
import { POSTGRES_CHECKS } from './checks/postgres';
import { REDIS_CHECKS } from './checks/redis';
import { schemaCheck } from './checks/schema';
import { SQLITE_CHECKS } from './checks/sqlite';
import type { Facts } from './facts';
import type { Check, Verdict } from './finding';

/** Every check, in the order of the table. */
export const CHECKS: readonly Check[] = [
  ...MACHINE_CHECKS,
  ...DISK_CHECKS,
  ...SQLITE_CHECKS,
  ...POSTGRES_CHECKS,
  schemaCheck(Object.keys(MIGRATIONS)),
  ...REDIS_CHECKS,
  ...CONTENT_CHECKS,
  ...NETWORK_CHECKS,
  ...ACCOUNT_CHECKS,
];

/** The verdict of one check. */
export type Finding = { check: string; title: readonly [zh: string, en: string] } & Verdict;

/** What all checks that apply make of the facts. */
export function examine(facts: Facts): Finding[] {
  return CHECKS.flatMap(({ name, title, judge }) => {
    const verdict = judge(facts);
    return verdict ? [{ check: name, title, ...verdict }] : [];
  });
}
