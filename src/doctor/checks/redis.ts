import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

const MIN_MAJOR = 5;
const GOOD_MAJOR = 6;

/** Redis, where REDIS_URL names one. */
export const REDIS_CHECKS: readonly Check[] = [
  {
    name: 'redis',
    title: ['Redis 可以连接', 'Redis answers'],
    judge({ redis }) {
      if (redis === undefined) return undefined;
      if (!isSeen(redis)) {
        return warn(
          redis.error,
          '连不上 Redis。聊天照常，但节点之间要靠查库，会慢几秒。请检查 REDIS_URL。',
          'Redis cannot be reached. Chats go on, but nodes look into the database and are seconds late. Check REDIS_URL.',
        );
      }
      const major = Number.parseInt(redis.version, 10);
      if (major < MIN_MAJOR) {
        return fail(redis.version, '需要 Redis 5 以上（streams）。', 'Redis 5 or newer is needed (streams).');
      }
      if (major >= GOOD_MAJOR) return ok(redis.version);
      return warn(redis.version, '建议升级到 Redis 6 以上。', 'Redis 6 or newer is recommended.');
    },
  },
];
