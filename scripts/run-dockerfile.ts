import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from './deploy/image-builder';
import { ImageProcess } from './deploy/image-process';
import { fullSteps } from './deploy/run-steps';

const PORT = '39300';
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/**
 * `npx tsx scripts/run-dockerfile.ts`: carries out the steps of the Dockerfile in a temporary folder, `npm ci` and all,
 * then runs CMD until the HEALTHCHECK is content, and stops it. Takes minutes and fetches packages.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tongda-image-'));
  try {
    const image = buildImage(join(__dirname, '..'), folder, fullSteps(say));
    say(`${image.command.join(' ')} (as ${image.user})`);
    const container = ImageProcess.start(image, { PORT, HOST: '127.0.0.1' });
    try {
      await container.healthy(180_000);
      say('healthy');
    } finally {
      say(`${image.stopSignal}: ended with ${await container.stop()}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
