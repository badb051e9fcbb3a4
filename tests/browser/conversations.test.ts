import type { Browser, Page } from 'playwright-core';
import { RunningServer } from '../support/running-server';
import { hasChromium, launchBrowser, watchPage } from './browser';

const describeInBrowser = hasChromium() ? describe : describe.skip;

describeInBrowser('a supervisor reads conversations', () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  const say = async (sender: string, message: string): Promise<void> => {
    const reply = await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sender, message }),
    });
    expect(reply.status).toBe(200);
  };
  const transcript = () => page.getByRole('log', { name: '会话记录' });

  beforeAll(async () => {
    server = await RunningServer.start();
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    watchPage(page, complaints);
    await say('alice', '我想查一下话费');
    for (let nth = 0; nth < 30; nth += 1) await say('berta', `第${nth}次问了，套餐怎么换`);
    await say('berta', '转人工');
    await say('clara', '這個月流量不夠用了');
    await page.goto(`${server.url}/console/conversations`);
    await page.getByLabel('用户名').fill(server.administrator.username);
    await page.getByLabel('密码').fill(server.administrator.password);
    await page.keyboard.press('Enter');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
  });

  it('lists them by their last activity and filters them', async () => {
    const rows = page.getByRole('list', { name: '会话列表' }).getByRole('button');
    await rows.filter({ hasText: 'CLAR' }).waitFor();
    expect((await rows.allTextContents()).map((text) => /顾客 (\w+)/.exec(text)?.[1])).toEqual([
      'CLAR',
      'BERT',
      'ALIC',
    ]);
    await page.getByRole('combobox', { name: '渠道' }).click();
    await page.getByTitle('网页', { exact: true }).click();
    await page.getByText('没有会话').waitFor();
    await page.getByRole('combobox', { name: '渠道' }).click();
    await page.getByTitle('接口', { exact: true }).click();
    await rows.filter({ hasText: 'ALIC' }).waitFor();
  });

  it('shows one as it went, older pages on demand, and nothing to write in', async () => {
    await page.getByRole('list', { name: '会话列表' }).getByRole('button', { name: /BERT/ }).click();
    await transcript().getByText('转人工', { exact: true }).waitFor();
    expect(page.url()).toMatch(/\/console\/conversations\/.+/);
    expect(await transcript().getByText('第0次问了').count()).toBe(0);
    while ((await transcript().getByRole('button', { name: '更早的记录' }).count()) > 0) {
      await transcript().getByRole('button', { name: '更早的记录' }).click();
      await page.waitForTimeout(200);
    }
    await transcript().getByText('第0次问了，套餐怎么换').waitFor();
    expect(await page.getByRole('textbox', { name: '回复顾客' }).count()).toBe(0);
  });

  it('finds a message by its words and opens it where it stands', async () => {
    const search = page.getByRole('searchbox', { name: '搜索消息' });
    await search.fill('流量');
    const hits = page.getByRole('list', { name: '搜索结果' });
    const hit = hits.getByRole('button').filter({ hasText: '這個月' });
    // The index follows behind.
    for (let tries = 0; tries < 20 && (await hit.count()) === 0; tries += 1) {
      await search.press('Enter');
      await hit.waitFor({ timeout: 1000 }).catch(() => undefined);
    }
    expect(await hit.locator('mark').allTextContents()).toEqual(['流量']);
    await search.fill('第3次');
    await search.press('Enter');
    await hits.getByRole('button').filter({ hasText: '第3次问了' }).click();
    const found = page.locator('.found-message');
    await found.getByText('第3次问了，套餐怎么换').waitFor();
    const box = await found.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(800);
    await search.fill('这句话没有人说过');
    await search.press('Enter');
    await page.getByText('没有找到消息').waitFor();
  });

  it('shows one thing at a time on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${server.url}/console/conversations`);
    const rows = page.getByRole('list', { name: '会话列表' }).getByRole('button');
    await rows.filter({ hasText: 'CLAR' }).waitFor();
    await rows.filter({ hasText: 'CLAR' }).click();
    await transcript().getByText('這個月流量不夠用了').waitFor();
    expect(await rows.first().isVisible()).toBe(false);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: '返回会话列表' }).click();
    await rows.filter({ hasText: 'CLAR' }).waitFor();
  });

  it('breaks no content policy and throws nothing', () => {
    expect(complaints).toEqual([]);
  });
});
