import { Redis } from 'ioredis';
import type { RedisFacts, Unseen } from '../facts';
import { unseen } from './unseen';

const ANSWER_MS = 5000;

/** Looks at the Redis of a URL. */
export async function lookAtRedis(url: string): Promise<RedisFacts | Unseen> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // What goes wrong is the answer of the command, too.
  let cause: unknown;
  redis.on('error', (error: unknown) => (cause = error));
  try {
    await redis.connect();
    const [, version = ''] = /^redis_version:(.+?)\r?$/m.exec(await redis.info('server')) ?? [];
    return { version };
  } catch (error) {
    return unseen(cause ?? error);
  } finally {
    redis.disconnect();
  }
}
