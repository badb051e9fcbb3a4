import { fail, ok, warn, type Check } from '../finding';

const MIB = 1024 * 1024;
const MIN_MEMORY_MIB = 512;
const GOOD_MEMORY_MIB = 1024;
/** Files, the database and Redis beside the sockets. */
const OWN_DESCRIPTORS = 200;
const MIN_DESCRIPTORS = 1024;
const GOOD_DESCRIPTORS = 10_000;

const mebibytes = (bytes: number): number => Math.floor(bytes / MIB);

/** The machine, or the container: Node, memory, descriptors, time zones. */
export const MACHINE_CHECKS: readonly Check[] = [
  {
    name: 'node',
    title: ['Node 版本', 'Node version'],
    judge({ host }) {
      const [major = 0, minor = 0] = host.node.split('.').map(Number);
      if (major > 20 || (major === 20 && minor >= 19)) return ok(host.node);
      return fail(host.node, '需要 Node 20.19 或更新版本。', 'Install Node 20.19 or newer.');
    },
  },
  {
    name: 'memory',
    title: ['内存', 'memory'],
    judge({ host }) {
      const limit = mebibytes(host.memoryBytes);
      const heap = mebibytes(host.heapBytes);
      const found = `${limit} MiB, heap <= ${heap} MiB`;
      if (limit < MIN_MEMORY_MIB) {
        return fail(
          found,
          `至少要给 ${GOOD_MEMORY_MIB} MiB，否则加载模型时就会被系统杀掉。`,
          `Give it ${GOOD_MEMORY_MIB} MiB; with less it may be killed while it loads the model.`,
        );
      }
      if (limit < GOOD_MEMORY_MIB) {
        return warn(
          found,
          `一个空闲节点约占 400 MiB，每个连接另占约 14 KiB。建议 ${GOOD_MEMORY_MIB} MiB 以上。`,
          `An idle node takes about 400 MiB, each socket 14 KiB more. Give it ${GOOD_MEMORY_MIB} MiB or more.`,
        );
      }
      if (heap > limit) {
        return warn(
          found,
          '堆上限大于可用内存，内存紧张时进程会被杀掉，而不是回收。请设 NODE_OPTIONS=--max-old-space-size，约为内存的四分之三。',
          'The heap may outgrow the memory: the process is then killed instead of collecting. Set NODE_OPTIONS=--max-old-space-size to about three quarters of the memory.',
        );
      }
      return ok(found);
    },
  },
  {
    name: 'descriptors',
    title: ['可打开的文件数', 'open files'],
    judge({ host }) {
      const { descriptors } = host;
      if (descriptors === undefined) return undefined;
      const found = `${descriptors}`;
      const sockets = Math.max(0, descriptors - OWN_DESCRIPTORS);
      const zh = `最多约 ${sockets} 个顾客同时在线。请调高 ulimit -n（systemd：LimitNOFILE=65536）。`;
      const en = `Room for about ${sockets} customers at a time. Raise ulimit -n (systemd: LimitNOFILE=65536).`;
      if (descriptors < MIN_DESCRIPTORS) return fail(found, zh, en);
      return descriptors < GOOD_DESCRIPTORS ? warn(found, zh, en) : ok(found);
    },
  },
  {
    name: 'timeZoneData',
    title: ['时区数据', 'time zone data'],
    judge({ host, config }) {
      if (host.zoneData) return ok(config.timeZone);
      return fail(
        config.timeZone,
        '这个 Node 没有完整的时区数据，服务时间会算错。请换用官方的 Node。',
        'This Node has no whole time zone data: service hours would be wrong. Use an official build of Node.',
      );
    },
  },
  {
    name: 'inspector',
    title: ['调试端口', 'debugger'],
    judge({ host }) {
      if (host.inspector === undefined) return ok('off');
      return warn(
        host.inspector,
        '调试端口开着，能连上的人可以执行任何代码。请去掉 --inspect。',
        'A debugger may connect and run any code. Take --inspect away.',
      );
    },
  },
];
