import type { Config } from '../config';
import { TongdaError } from '../errors';
import { isLoopbackHost, isReachable } from './loopback';
import { isWeakSecret } from './weak-secret';

/**
 * Refuses what is unsafe by any reading: a wildcard of embedding origins, a token that is easy to guess, or a
 * debugger, where others than this machine can reach it. What an operator may have reasons for, `tongda doctor`
 * only warns of. Errors: `unsafe_settings` naming each. The storage is asked by `refuseUnsafeStorage`.
 */
export function refuseUnsafeStart(config: Config, inspector: string | undefined): void {
  const open = isReachable(config);
  const wrong = [
    ...(open && config.embedOrigins.some((origin) => origin.includes('*'))
      ? ['TONGDA_EMBED_ORIGINS: *']
      : []),
    ...(open && config.restToken !== undefined && isWeakSecret(config.restToken)
      ? ['TONGDA_REST_TOKEN: easy to guess']
      : []),
    ...(inspector !== undefined && !isLoopbackHost(new URL(inspector).hostname.replaceAll(/[[\]]/g, ''))
      ? [`--inspect: ${new URL(inspector).host}`]
      : []),
  ];
  if (wrong.length > 0) throw new TongdaError('unsafe_settings', wrong.join('; '));
}
