import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import type {
  ClientToServerEvents,
  HelloReply,
  ServerToClientEvents,
} from '../../src/channels/web-chat/schema';
import { RunningServer } from '../../tests/support/running-server';
import { calibrate, describeLatencies } from './figures';
import { QUESTIONS } from './questions';

// The bot's reply time, from socket to socket, with durable writes: `npx tsx scripts/bench/reply.ts [rate] [seconds]`.
// Open loop: latency counts from the time a message was due to be sent. The window in which the bot gathers pieces
// of a message is set to 0: it is a wait by design, the same for every message.
type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const [rate = 100, seconds = 20] = process.argv.slice(2).map(Number);
const VISITORS = 200;
const WARM_UP_S = 5;

interface Visitor {
  socket: ChatSocket;
  /** When the answer to each sent message was due from. */
  waiting: number[];
}

async function connect(url: string, onAnswer: (dueAt: number) => void): Promise<Visitor> {
  const socket: ChatSocket = io(`${url}/chat`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: randomBytes(32).toString('base64url') },
  });
  const visitor: Visitor = { socket, waiting: [] };
  socket.on('events', ({ events }) => {
    // A turn's record is hidden from customers and ends what the bot said in it.
    for (const event of events) {
      if (!('kind' in event)) continue;
      const dueAt = visitor.waiting.shift();
      if (dueAt !== undefined) onAnswer(dueAt);
    }
  });
  await new Promise<void>((resolve) => {
    socket.on('connect', () =>
      socket.emit('hello', {}, (_reply: { ok: boolean; data?: HelloReply }) => resolve()),
    );
  });
  return visitor;
}

function memoryOf(pid: number | undefined): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
  return `RSS ${(kb('VmRSS') / 1024).toFixed(0)} MB, peak ${(kb('VmHWM') / 1024).toFixed(0)} MB`;
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const server = await RunningServer.start({ TONGDA_GATHER_MS: '0', TONGDA_MODELS: 'models' });
  const latencies: number[] = [];
  const acknowledgements: number[] = [];
  let counting = false;
  const visitors: Visitor[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    visitors.push(
      await connect(server.url, (dueAt) => {
        if (counting) latencies.push(performance.now() - dueAt);
      }),
    );
  }
  const start = performance.now();
  const total = (seconds + WARM_UP_S) * rate;
  for (let sent = 0; sent < total;) {
    const now = performance.now();
    const due = Math.min(total, Math.floor(((now - start) / 1000) * rate) + 1);
    for (; sent < due; sent += 1) {
      const dueAt = start + (sent / rate) * 1000;
      counting ||= dueAt - start > WARM_UP_S * 1000;
      const visitor = visitors[sent % VISITORS]!;
      visitor.waiting.push(dueAt);
      const text = QUESTIONS[(sent * 7) % QUESTIONS.length]!;
      visitor.socket.emit('send', { clientId: randomUUID(), text }, () => {
        if (counting) acknowledgements.push(performance.now() - dueAt);
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const unanswered = visitors.reduce((sum, visitor) => sum + visitor.waiting.length, 0);
  process.stdout.write(
    `${rate} messages/s for ${seconds} s, ${VISITORS} visitors\n` +
      `acknowledged: ${describeLatencies(acknowledgements)}\n` +
      `answered: ${describeLatencies(latencies)}; unanswered ${unanswered}\n` +
      `server: ${memoryOf(server.pid)}\n`,
  );
  for (const { socket } of visitors) socket.disconnect();
  await server.destroy();
}

void main();
