import { createServer } from 'node:http';
import BetterSqlite3 from 'better-sqlite3';
import { Server } from 'socket.io';

// What a short durable chat server costs: nothing but Socket.IO, SQLite with FULL, and one commit for the messages of
// an event-loop turn. No bot, no schemas, no order across pages, no catching up. `node … naive-server.ts PORT FILE`.
const [port, file = ''] = process.argv.slice(2);
const db = new BetterSqlite3(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS event (conversation_id TEXT, seq INT, at INT, sender TEXT, client_id TEXT, kind TEXT,
  body TEXT, PRIMARY KEY (conversation_id, seq), UNIQUE (conversation_id, sender, client_id)) WITHOUT ROWID`);
const top = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM event WHERE conversation_id = ?');
const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)');

interface Message {
  id: string;
  input: { clientId: string; text: string };
  done: (seq: number, at: number) => void;
}
let queue: Message[] = [];

const commit = db.transaction((batch: Message[]) =>
  batch.map(({ id, input }) => {
    const seq = (top.get(id) as { seq: number }).seq + 1;
    const at = Date.now();
    const body = JSON.stringify({ kind: 'customerMessage', text: input.text });
    insert.run(id, seq, at, 'visitor', input.clientId, 'customerMessage', body);
    return { seq, at };
  }),
);

const http = createServer((_request, response) => response.end('ok'));
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
io.of('/chat').on('connection', (socket) => {
  const id = (socket.handshake.auth as { token: string }).token;
  void socket.join(id);
  socket.on('hello', (_input: unknown, acknowledge: (reply: unknown) => void) => {
    const { seq } = top.get(id) as { seq: number };
    acknowledge({ ok: true, data: { logEpoch: 'naive', lastSeq: seq, reload: true, events: [] } });
  });
  socket.on('send', (input: Message['input'], acknowledge: (reply: unknown) => void) => {
    queue.push({
      id,
      input,
      done: (seq, at) => {
        acknowledge({ ok: true, data: { seq, at } });
        const body = { kind: 'customerMessage', text: input.text };
        io.of('/chat')
          .to(id)
          .emit('events', { events: [{ seq, at, clientId: input.clientId, from: 'customer', body }] });
      },
    });
    if (queue.length > 1) return;
    setImmediate(() => {
      const batch = queue;
      queue = [];
      for (const [index, { seq, at }] of commit(batch).entries()) batch[index]!.done(seq, at);
    });
  });
});
http.listen(Number(port), '127.0.0.1');
