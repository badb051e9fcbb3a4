import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ignoredBy } from '../../scripts/deploy/docker-ignore';
import { parseDockerfile } from '../../scripts/deploy/dockerfile';
import { buildImage, linkTree, type Image } from '../../scripts/deploy/image-builder';
import { ImageProcess } from '../../scripts/deploy/image-process';
import { presentSteps } from '../../scripts/deploy/run-steps';
import { readFileSync } from 'node:fs';
import { freePort } from '../support/free-port';
import { TEST_MODELS } from '../support/trained-model';

const ROOT = join(__dirname, '../..');

describe('the image', () => {
  let folder: string;
  let image: Image;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongda-image-'));
    image = buildImage(ROOT, folder, presentSteps(join(ROOT, 'node_modules')));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what runs, and nothing of tests, data, models or development', () => {
    const app = join(image.root, image.workdir);
    expect(readdirSync(app).toSorted()).toEqual(
      ['bin', 'corpus', 'dist', 'node_modules', 'package.json', 'src', 'tsconfig.json'].toSorted(),
    );
    const has = (name: string): boolean => existsSync(join(app, 'node_modules', name));
    expect(['socket.io', 'tsx', 'pg', 'better-sqlite3'].filter((name) => !has(name))).toEqual([]);
    expect(['jest', 'typescript', 'antd', 'playwright-core', 'oxlint'].filter(has)).toEqual([]);
    expect(readdirSync(join(image.root, 'data'))).toEqual([]);
  });

  it('does not run as root, keeps its data in a volume and stops by SIGTERM', () => {
    expect(image).toMatchObject({ user: 'node', volumes: ['/data'], stopSignal: 'SIGTERM' });
    expect(image.environment.TONGDA_DATA).toBe('/data');
    expect(image.environment.TONGDA_MODELS).toMatch(/^\/data\//);
  });

  it('becomes healthy from exactly these files, serves the pages, and ends when it is told to', async () => {
    // As a volume would have it after the first start, which trains.
    linkTree(TEST_MODELS, join(image.root, 'data/models'));
    const port = String(await freePort());
    const container = ImageProcess.start(image, { PORT: port, HOST: '127.0.0.1' });
    try {
      await container.healthy(60_000);
      for (const path of ['/', '/console', '/embed.js'])
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    } finally {
      expect(await container.stop()).toBe(0);
    }
    expect(readdirSync(join(image.root, 'data'))).toContain('tongda.db');
  }, 90_000);
});

describe('.dockerignore', () => {
  const ignored = ignoredBy(readFileSync(join(ROOT, '.dockerignore'), 'utf8'));

  it.each([
    ['src/server.ts', false],
    ['corpus/kb/billing/billing-balance.md', false],
    ['package-lock.json', false],
    ['.env', true],
    ['src/.env', true],
    ['corpus/.env.local', true],
    ['bin/server.key', true],
    ['corpus/tls/hall.pem', true],
    ['data/tongda.db', true],
    ['src/tongda.db', true],
    ['models/current', true],
    ['node_modules/jest/package.json', true],
    ['.git/config', true],
    ['deploy/kubernetes/secret.yaml', true],
    ['tests/deploy/image.test.ts', true],
    ['srcs/x.ts', true],
  ])('%s: %s', (path, out) => {
    expect(ignored(path)).toBe(out);
  });

  it('is read as Docker reads it: the last line that fits decides', () => {
    const sample = ignoredBy('# all\n*\n!docs\ndocs/*.md\n!docs/a?.md\n**/tmp\nlogs/**\n');
    const kept = ['docs/x.txt', 'docs/ab.md', 'docs/deep/x.md'];
    const out = ['x', 'docs/x.md', 'docs/tmp/x', 'docs/a/b/tmp', 'logs/x'];
    expect([...kept, ...out].filter((path) => !sample(path))).toEqual(kept);
  });
});

describe('a Dockerfile', () => {
  it('is cut into stages and instructions', () => {
    const stages = parseDockerfile(
      '# c\nFROM a AS one\nRUN x && \\\n  # not this\n  y\n\nFROM one\nCMD ["z"]\n',
    );
    expect(stages).toEqual([
      { name: 'one', base: 'a', instructions: [{ name: 'RUN', rest: 'x && y', line: 3 }] },
      { name: '1', base: 'one', instructions: [{ name: 'CMD', rest: '["z"]', line: 8 }] },
    ]);
    expect(() => parseDockerfile('RUN x')).toThrow('before FROM');
  });
});
