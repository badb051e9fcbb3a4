import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port';

const SCRIPT = join(__dirname, '../../../scripts/test-postgres.sh');
const run = promisify(execFile);

/** Whether PostgreSQL's programs are missing; said aloud, and an error in CI. */
export function postgresMissing(): boolean {
  if (spawnSync('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/initdb']).status === 0) return false;
  if (process.env.CI) throw new Error('CI needs the postgresql package');
  process.stderr.write('skipped: kills of PostgreSQL (the postgresql package is missing)\n');
  return true;
}

/** A PostgreSQL of our own, which can be killed and started again. */
export class ThrowAwayPostgres {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    readonly url: string,
  ) {}

  static async start(): Promise<ThrowAwayPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'tongda-pg-'));
    const port = await freePort();
    const { stdout } = await run(SCRIPT, ['start', folder, String(port)]);
    return new ThrowAwayPostgres(folder, port, stdout.trim());
  }

  /** SIGKILL to every process of it. */
  async kill(): Promise<void> {
    await run(SCRIPT, ['kill', this.folder]);
  }

  /** Starts it again on its data; resolves when it takes connections. */
  async restart(): Promise<void> {
    await run(SCRIPT, ['restart', this.folder, String(this.port)]);
  }

  async destroy(): Promise<void> {
    await run(SCRIPT, ['stop', this.folder]).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
