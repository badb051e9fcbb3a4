import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

const MIB = 1024 * 1024;
const MIN_FREE_MIB = 200;
const GOOD_FREE_MIB = 2048;
const GOOD_SYNC_MS = 25;

/** File systems over a network: SQLite's log in shared memory does not work there. */
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x517b, 'SMB'],
]);
/** Gone with the machine's memory, or with the container. */
const FLEETING = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
  [0x794c7630, 'overlay'],
]);

/** The folder of the data. */
export const DISK_CHECKS: readonly Check[] = [
  {
    name: 'dataFolder',
    title: ['数据目录可写', 'data folder is writable'],
    judge({ disk, config }) {
      if (isSeen(disk)) return ok(disk.folder);
      return fail(
        `${config.dataDir}: ${disk.error}`,
        '数据目录不能写入。请把它交给运行通答的账号，或用 TONGDA_DATA 换一个目录。',
        'The data folder cannot be written. Give it to the account that runs Tongda, or name another with TONGDA_DATA.',
      );
    },
  },
  {
    name: 'freeSpace',
    title: ['剩余空间', 'free space'],
    judge({ disk }) {
      if (!isSeen(disk)) return undefined;
      const free = Math.floor(disk.freeBytes / MIB);
      const found = `${free} MiB`;
      if (free < MIN_FREE_MIB) {
        return fail(
          found,
          '磁盘快满了，新消息会被拒绝（storage_full）。请清理或扩容，不必重启。',
          'The disk is nearly full and messages will be refused (storage_full). Make room; no restart is needed.',
        );
      }
      if (free >= GOOD_FREE_MIB) return ok(found);
      return warn(
        found,
        '空间不多。一百万条消息约占 1 GiB，备份时还要同样多。',
        'Not much. A million messages take about 1 GiB, and a backup as much again.',
      );
    },
  },
  {
    name: 'fileSystem',
    title: ['文件系统', 'file system'],
    judge({ disk, config }) {
      if (!isSeen(disk) || config.databaseUrl !== undefined) return undefined;
      const network = NETWORK.get(disk.fileSystem);
      if (network !== undefined) {
        return fail(
          network,
          'SQLite 不能放在网络盘上，会损坏数据。请用本机磁盘，或改用 PostgreSQL（DATABASE_URL）。',
          'SQLite may be damaged on a network file system. Use a local disk, or PostgreSQL (DATABASE_URL).',
        );
      }
      const fleeting = FLEETING.get(disk.fileSystem);
      if (fleeting === undefined) return ok('local');
      return warn(
        fleeting,
        '这里的数据会随内存或容器一起消失。请把数据目录放到磁盘或容器卷上。',
        'Data here is gone with the memory or the container. Put the data folder on a disk or a volume.',
      );
    },
  },
  {
    name: 'diskSync',
    title: ['落盘速度', 'disk sync'],
    judge({ disk, config }) {
      if (!isSeen(disk) || config.databaseUrl !== undefined) return undefined;
      const found = `fdatasync p99 ${disk.syncP99Ms.toFixed(1)} ms`;
      if (disk.syncP99Ms <= GOOD_SYNC_MS) return ok(found);
      return warn(
        found,
        '每次确认都要等一次落盘，现在太慢。请用固态盘，或避开共享的存储。',
        'Every acknowledgement waits for one sync, and this is slow. Use a solid-state disk that is not shared.',
      );
    },
  },
];
