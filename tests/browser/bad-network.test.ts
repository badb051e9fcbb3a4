import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DatabaseLog } from '../chaos/readers/database-log';
import { until } from '../chaos/until';
import { Random } from '../support/random';
import { RunningServer } from '../support/running-server';
import { hasChromium, launchBrowser } from './browser';

const describeInBrowser = hasChromium() ? describe : describe.skip;

/** RUNS=20 for the full form; SEED is the seed of the first run, the others follow it. */
const RUNS = Number(process.env.RUNS ?? 2);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const STEPS = 14;
const PATIENCE_MS = 90_000;

describeInBrowser(`pages that go offline and are opened anew, from seed ${SEED}`, () => {
  let server: RunningServer;
  let browser: Browser;
  let database: DatabaseLog;

  beforeAll(async () => {
    server = await RunningServer.start({ TONGDA_GATHER_MS: '300' });
    database = new DatabaseLog(server.dataDir);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    database?.close();
    await server?.destroy();
  });

  const composer = (page: Page) => page.getByPlaceholder('请输入您的问题');
  const openPage = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${server.url}/`);
    await composer(page).waitFor();
    return page;
  };
  const tokenOf = (page: Page): Promise<string> =>
    page.evaluate<string>("localStorage.getItem('tongda.token')");
  /** The marks of messages that stand on a page, from the top to the bottom. */
  const marksOn = async (page: Page): Promise<string[]> =>
    (await page.getByRole('log').innerText()).match(/〔[\d-]+〕/g) ?? [];
  /** The marks of the customer's messages in the database. */
  const marksIn = (token: string): string[] =>
    database
      .of(token)
      .flatMap(({ body }) => (body.kind === 'customerMessage' ? (body.text.match(/〔[\d-]+〕/g) ?? []) : []));

  it.each(Array.from({ length: RUNS }, (_, index) => SEED + index))(
    'show what the database has: seed %i',
    async (seed) => {
      const random = new Random(seed);
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const pages = [await openPage(context), await openPage(context)];
      const written: string[] = [];
      let offline = false;
      for (let step = 0; step < STEPS; step += 1) {
        const which = random.between(0, 1);
        const page = pages[which]!;
        const dice = random.next();
        if (dice < 0.55) {
          written.push(`〔${which}-${step}〕`);
          await composer(page).fill(`谢谢${written.at(-1)}`);
          await composer(page).press('Enter');
        } else if (dice < 0.8) {
          offline = !offline;
          await context.setOffline(offline);
        } else if (!offline) {
          await page.reload();
          await composer(page).waitFor();
        }
        await page.waitForTimeout(random.between(0, 700));
      }
      await context.setOffline(false);
      const token = await tokenOf(pages[0]!);
      const isWhole = async (): Promise<boolean> => {
        for (const page of pages) {
          const again = page.getByRole('button', { name: '重试' }).first();
          if (await again.isVisible()) await again.click();
          if ((await marksOn(page)).length < written.length) return false;
          if ((await page.getByText('发送中').count()) > 0) return false;
        }
        return marksIn(token).length >= written.length;
      };
      await until(`seed ${seed}: both pages show all ${written.length}`, PATIENCE_MS, isWhole, 200);
      const inDatabase = marksIn(token);
      expect(inDatabase.toSorted()).toEqual(written.toSorted());
      for (const page of pages) {
        expect(await marksOn(page)).toEqual(inDatabase);
        await page.reload();
        await until(`seed ${seed}: a new page shows all`, PATIENCE_MS, async () => {
          return (await marksOn(page)).length >= written.length;
        });
        expect(await marksOn(page)).toEqual(inDatabase);
      }
      await context.close();
    },
    300_000,
  );
});
