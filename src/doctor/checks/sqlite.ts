import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

const FULL = '2';

/** The SQLite file, where there is one. */
export const SQLITE_CHECKS: readonly Check[] = [
  {
    name: 'sqliteOpens',
    title: ['SQLite 可以打开', 'SQLite opens'],
    judge({ sqlite }) {
      if (sqlite === undefined) return undefined;
      if (isSeen(sqlite)) return ok('tongda.db');
      return fail(
        sqlite.error,
        '数据库文件打不开。请检查文件的属主和权限；文件损坏则从备份恢复。',
        'The database file does not open. Check its owner and permissions; if it is damaged, restore a backup.',
      );
    },
  },
  {
    name: 'sqliteSynchronous',
    title: ['SQLite 落盘', 'SQLite synchronous'],
    judge({ sqlite }) {
      if (!isSeen(sqlite)) return undefined;
      if (sqlite.synchronous === FULL) return ok('FULL');
      return fail(
        sqlite.synchronous,
        '断电会丢失已确认的消息。请用随程序安装的 better-sqlite3，不要替换。',
        'A power cut would lose acknowledged messages. Use the better-sqlite3 that is installed with the program.',
      );
    },
  },
  {
    name: 'sqliteJournal',
    title: ['SQLite 日志方式', 'SQLite journal'],
    judge({ sqlite }) {
      if (!isSeen(sqlite)) return undefined;
      if (sqlite.journal === 'wal') return ok('wal');
      return warn(
        sqlite.journal,
        '不是 WAL，读写会互相等待。通常是文件系统不支持，下次启动会再试。',
        'Not WAL: readers and the writer wait for each other. The file system may not allow it; the next start tries again.',
      );
    },
  },
  {
    name: 'sqliteIntegrity',
    title: ['SQLite 完整性', 'SQLite integrity'],
    judge({ sqlite }) {
      if (!isSeen(sqlite) || sqlite.integrity === undefined) return undefined;
      if (sqlite.integrity === 'ok') return ok('quick_check ok');
      return fail(
        sqlite.integrity,
        '数据库文件已损坏。请停止服务，保留现场，从备份恢复。',
        'The database file is damaged. Stop the server, keep the file, and restore a backup.',
      );
    },
  },
];
