import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { ChatClient } from '../support/chat-client';
import { runTongda } from '../support/command';
import { RunningServer } from '../support/running-server';
import { TEST_MODELS } from '../support/trained-model';

const VISITORS = 8;

interface Sent {
  text: string;
  seq: number;
  acknowledgedAt: number;
}

/** A visitor who writes on and on, and remembers what was acknowledged, and when. */
class Talker {
  readonly sent: Sent[] = [];
  private stopped = false;
  private done?: Promise<void>;

  constructor(
    readonly client: ChatClient,
    readonly logEpoch: string,
    private readonly name: string,
  ) {}

  start(): void {
    this.done = this.talk();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async talk(): Promise<void> {
    for (let number = 0; !this.stopped; number += 1) {
      const text = `${this.name} 第${number}句`;
      const reply = await this.client.send(text).catch(() => undefined);
      if (!reply?.ok) return;
      this.sent.push({ text, seq: reply.data.seq, acknowledgedAt: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** The place of every customer's message in its conversation, by its text. */
function seqsOf(dataDir: string): Map<string, number> {
  const db = new BetterSqlite3(join(dataDir, 'tongda.db'), { readonly: true });
  const rows = db.prepare("select body, seq from event where kind = 'customerMessage'").raw().all();
  db.close();
  return new Map(
    (rows as [string, number][]).map(([body, seq]) => [(JSON.parse(body) as { text: string }).text, seq]),
  );
}

describe('the backup drill', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-drill-'));
  const servers: RunningServer[] = [];

  afterAll(async () => {
    for (const server of servers) await server.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  it('brings every message back that was acknowledged before the backup, and old pages load anew', async () => {
    const server = await RunningServer.start();
    servers.push(server);
    const talkers: Talker[] = [];
    for (let index = 0; index < VISITORS; index += 1) {
      const client = new ChatClient(server.url);
      const { logEpoch } = await client.hello();
      talkers.push(new Talker(client, logEpoch, `顾客${index}`));
    }
    for (const talker of talkers) talker.start();
    await new Promise((resolve) => setTimeout(resolve, 1000));

    const environment = { TONGDA_DATA: server.dataDir, TONGDA_MODELS: TEST_MODELS };
    const saved = await runTongda(['backup', '--out', join(dir, 'backups'), '--json'], { environment });
    expect(saved.code).toBe(0);
    const { backup, takenAt } = JSON.parse(saved.stdout) as { backup: string; takenAt: string };
    const inUse = await runTongda(['restore', backup], { environment });
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining('data_in_use') as string });
    await server.kill();
    for (const talker of talkers) await talker.stop();

    const dataDir = join(dir, 'restored');
    const restored = await runTongda(['restore', join(dir, 'backups'), '--json'], {
      environment: { ...environment, TONGDA_DATA: dataDir },
    });
    expect(restored.code).toBe(0);
    const again = await RunningServer.startOn(dataDir);
    servers.push(again);

    const log = seqsOf(dataDir);
    let before = 0;
    for (const { client, sent, logEpoch: oldEpoch } of talkers) {
      client.close();
      const returning = new ChatClient(again.url, client.token);
      const { logEpoch } = await returning.hello();
      for (const { text, seq, acknowledgedAt } of sent) {
        const due = acknowledgedAt < Date.parse(takenAt);
        before += due ? 1 : 0;
        // What came later may be missing; nothing is ever at another place.
        expect(log.get(text) ?? (due ? 'lost' : seq)).toBe(seq);
      }
      const lastSeq = sent.at(-1)!.seq;
      const resumed = await returning.request<{ reload?: boolean }>('hello', {
        resume: { lastSeq, logEpoch: oldEpoch },
      });
      expect(resumed).toMatchObject({ ok: true, data: { reload: true } });
      expect(logEpoch).toBe((JSON.parse(restored.stdout) as { logEpoch: string }).logEpoch);
      returning.close();
    }
    expect(before).toBeGreaterThan(VISITORS * 5);
  }, 120_000);
});
