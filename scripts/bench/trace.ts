import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ChatClient } from '../../tests/support/chat-client';
import { RunningServer } from '../../tests/support/running-server';
import { StubHttp } from '../../tests/support/stub-http';
import { calibrate, percentile } from './figures';

// What traces cost: CPU of the whole server for each message with its answer, by turns on servers that follow no
// trace, follow them for their log lines, and send 1 % of them: `npx tsx scripts/bench/trace.ts [rounds]`.
const ROUNDS = Number(process.argv[2] ?? 5);
const SOCKETS = 20;
const MESSAGES = 10;
const WORDS = ['怎么查话费', '流量用完了怎么办', '宽带报修', '我要改套餐', '你好', '发票怎么开'];

/** CPU of a process so far, in microseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime and stime, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function round(server: RunningServer, clients: readonly ChatClient[]): Promise<number> {
  const pid = server.pid ?? 0;
  const before = cpuOf(pid);
  await Promise.all(
    clients.map(async (client) => {
      for (let index = 0; index < MESSAGES; index += 1) {
        const answers = client.botTexts.length;
        const sent = await client.send(WORDS[index % WORDS.length] ?? '', { clientId: randomUUID() });
        if (!sent.ok) throw new Error(sent.error.code);
        await client.until(({ botTexts }) => botTexts.length > answers, 30_000);
      }
      client.events.length = 0;
    }),
  );
  return (cpuOf(pid) - before) / (SOCKETS * MESSAGES);
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const collector = await StubHttp.start();
  const modes = {
    'no traces': { TONGDA_TRACES: '0' },
    'for the log': {},
    '1 % sent': { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TONGDA_TRACE_RATIO: '0.01' },
  };
  const running = [];
  for (const [name, environment] of Object.entries(modes)) {
    const server = await RunningServer.start({ TONGDA_GATHER_MS: '0', ...environment });
    running.push({ name, server, clients: [] as ChatClient[], cpu: [] as number[] });
  }
  try {
    for (let turn = 0; turn <= ROUNDS; turn += 1) {
      for (const { server, clients, cpu } of running) {
        for (const client of clients.splice(0)) client.close();
        for (let index = 0; index < SOCKETS; index += 1) clients.push(new ChatClient(server.url));
        for (const client of clients) await client.hello();
        const used = await round(server, clients);
        // The first round warms up.
        if (turn > 0) cpu.push(used);
      }
    }
    const median = (values: readonly number[]): number =>
      percentile(
        values.toSorted((a, b) => a - b),
        0.5,
      );
    const base = median(running[0]?.cpu ?? []);
    for (const { name, cpu } of running) {
      const mine = median(cpu);
      const share = ((mine / base - 1) * 100).toFixed(1);
      process.stdout.write(`${name}: ${mine.toFixed(0)} us of CPU a message, ${share} % over none\n`);
    }
    process.stdout.write(`requests to the collector: ${collector.requests.length}\n`);
  } finally {
    for (const { server, clients } of running) {
      for (const client of clients) client.close();
      await server.destroy();
    }
    await collector.close();
  }
}

void main();
