import { maskNumbers } from '../../logger';
import type { Unseen } from '../facts';

/** Why something could not be looked at, in one line. Passwords in addresses are left out. */
export function unseen(error: unknown): Unseen {
  const messages = error instanceof AggregateError ? error.errors : [error];
  const [first] = messages.map((one) => (one instanceof Error ? one.message || one.name : String(one)));
  const line = (first ?? 'unknown').split('\n', 1)[0] ?? '';
  return { error: maskNumbers(line.replaceAll(/\/\/[^@/\s]*@/g, '//***@')) };
}
