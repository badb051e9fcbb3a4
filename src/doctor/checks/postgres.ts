import { unsafeStorage } from '../../store/durability';
import { POOL_SIZE } from '../../store/postgres/pool-size';
import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

const MIN_VERSION = 12;
const GOOD_VERSION = 14;
const MAX_CLOCK_MS = 5000;
const GOOD_CLOCK_MS = 500;

/** PostgreSQL, where DATABASE_URL names one. */
export const POSTGRES_CHECKS: readonly Check[] = [
  {
    name: 'postgres',
    title: ['PostgreSQL 可以连接', 'PostgreSQL answers'],
    judge({ postgres }) {
      if (postgres === undefined) return undefined;
      if (!isSeen(postgres)) {
        return fail(
          postgres.error,
          '连不上数据库。请检查 DATABASE_URL、网络、防火墙和数据库账号。',
          'The database cannot be reached. Check DATABASE_URL, the network, the firewall and the account.',
        );
      }
      const found = postgres.versionText;
      if (postgres.version < MIN_VERSION) {
        return fail(found, '版本太旧，请升级到 14 或更新版本。', 'Too old; upgrade to 14 or newer.');
      }
      if (postgres.version >= GOOD_VERSION) return ok(found);
      return warn(
        found,
        '这个版本已停止维护，请安排升级。',
        'This version is no longer maintained; plan an upgrade.',
      );
    },
  },
  {
    name: 'postgresPrimary',
    title: ['PostgreSQL 是主库', 'PostgreSQL is the primary'],
    judge({ postgres }) {
      if (!isSeen(postgres)) return undefined;
      if (!postgres.isReplica) return ok('primary');
      return fail(
        'replica',
        '这是只读备库，不能写入。请把 DATABASE_URL 指向主库。',
        'This is a read-only replica. Point DATABASE_URL to the primary.',
      );
    },
  },
  {
    name: 'postgresDurability',
    title: ['PostgreSQL 落盘', 'PostgreSQL durability'],
    judge({ postgres }) {
      if (!isSeen(postgres)) return undefined;
      const { fsync, synchronous_commit: commit, full_page_writes: pages } = postgres.settings;
      const found = `fsync=${fsync}, synchronous_commit=${commit}, full_page_writes=${pages}`;
      if (unsafeStorage(postgres.settings).every((setting) => setting.startsWith('server_encoding')))
        return ok(found);
      return fail(
        found,
        '数据库出事时会丢失已确认的消息，通答会拒绝启动。请把这几项都打开。',
        'Acknowledged messages could be lost, and Tongda refuses to start. Turn all of these on.',
      );
    },
  },
  {
    name: 'postgresEncoding',
    title: ['PostgreSQL 编码', 'PostgreSQL encoding'],
    judge({ postgres }) {
      if (!isSeen(postgres)) return undefined;
      const found = postgres.settings.server_encoding ?? '';
      if (found === 'UTF8') return ok(found);
      return fail(
        found,
        '编码必须是 UTF8，否则中文存不进去。请建新库：CREATE DATABASE … ENCODING UTF8 TEMPLATE template0。',
        "It has to be UTF8 to hold Chinese text. Make a new database: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
      );
    },
  },
  {
    name: 'postgresConnections',
    title: ['PostgreSQL 连接数', 'PostgreSQL connections'],
    judge({ postgres }) {
      if (!isSeen(postgres)) return undefined;
      const { maxConnections, usedConnections } = postgres;
      const left = maxConnections - usedConnections;
      const nodes = Math.floor(maxConnections / POOL_SIZE);
      const found = `max_connections=${maxConnections}, ${usedConnections} in use`;
      if (left >= POOL_SIZE) return ok(`${found}, enough for ${nodes} nodes`);
      const room = `每个节点要 ${POOL_SIZE} 个连接，只剩 ${left} 个。请调高 max_connections。`;
      const en = `A node needs ${POOL_SIZE} connections and ${left} are left. Raise max_connections.`;
      return maxConnections < POOL_SIZE ? fail(found, room, en) : warn(found, room, en);
    },
  },
  {
    name: 'postgresClock',
    title: ['与数据库的时钟差', 'clock difference'],
    judge({ postgres }) {
      if (!isSeen(postgres)) return undefined;
      const found = `${Math.round(postgres.clockAheadMs)} ms`;
      const apart = Math.abs(postgres.clockAheadMs);
      if (apart <= GOOD_CLOCK_MS) return ok(found);
      const zh = '各节点的时钟不一致，排队和超时会算错。请在每台机器上打开 NTP（chrony）。';
      const en = 'Queues and time limits go wrong when clocks differ. Run NTP (chrony) on every machine.';
      return apart > MAX_CLOCK_MS ? fail(found, zh, en) : warn(found, zh, en);
    },
  },
];
