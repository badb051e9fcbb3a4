import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatClient } from '../support/chat-client';
import { freePort } from '../support/free-port';
import { readSeries, total } from '../support/prometheus-text';
import { TEST_MODELS } from '../support/trained-model';

const ROOT = join(__dirname, '../..');

/** A server whose standard error is a pipe that nobody reads until `read`. */
async function startUnread(): Promise<{ child: ChildProcess; url: string; dir: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-stalled-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, 'bin/tongda.js'), 'serve'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      TONGDA_DATA: dir,
      TONGDA_MODELS: TEST_MODELS,
      TONGDA_LOG_LEVEL: 'debug',
      TONGDA_GATHER_MS: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) return { child, url, dir };
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const droppedAt = async (url: string): Promise<number> =>
  total(readSeries(await (await fetch(`${url}/metrics`)).text()), 'tongda_log_lines_dropped');

/** Makes the server write lines, one for each request, until it gives some up; answers how many. */
async function fillPipe(url: string): Promise<number> {
  const before = await droppedAt(url);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sender: 'integrator' }),
  };
  for (let round = 0; round < 60; round += 1) {
    const calls = Array.from({ length: 200 }, () =>
      fetch(`${url}/webhooks/rest/webhook`, init).then((reply) => reply.text()),
    );
    await Promise.all(calls);
    const dropped = (await droppedAt(url)) - before;
    if (dropped > 0) return dropped;
  }
  throw new Error('the pipe did not fill');
}

describe('standard error that nobody reads', () => {
  it('stalls no chat, loses lines and counts them, and keeps nobody from stopping the server', async () => {
    const { child, url, dir } = await startUnread();
    try {
      const customer = new ChatClient(url);
      await customer.hello();
      await fillPipe(url);
      // Messages are stored, answered and acknowledged all the same.
      const acknowledged = await Promise.all(
        Array.from({ length: 20 }, () => customer.send('怎么查话费').then(({ ok }) => ok)),
      );
      expect(acknowledged).toEqual(Array.from({ length: 20 }, () => true));
      await customer.until(({ botTexts }) => botTexts.length > 0);
      customer.close();

      // Whoever reads again is told what is missing; every line is whole.
      let text = '';
      child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
      for (let tries = 0; !text.includes('log lines were dropped') && tries < 200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { msg: string; dropped?: number });
      const told = lines.find(({ msg }) => msg.startsWith('log lines were dropped'));
      expect(told?.dropped).toBeGreaterThan(0);

      // Stalled once more: the end must not wait for a reader either.
      child.stderr?.pause();
      await fillPipe(url);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  }, 120_000);
});
