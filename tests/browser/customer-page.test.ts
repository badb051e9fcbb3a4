import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ChatClient } from '../support/chat-client';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';
import { hasChromium, launchBrowser, watchPage } from './browser';

const describeInBrowser = hasChromium() ? describe : describe.skip;

describeInBrowser("the customer's page", () => {
  let server: RunningServer;
  let browser: Browser;
  let site: Server;
  let siteUrl: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    // A page of another origin: localhost is not 127.0.0.1.
    site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<h1>别人的网站</h1><script src="${server.url}/embed.js" async></script>`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
    server = await RunningServer.start({ TONGDA_EMBED_ORIGINS: siteUrl, TONGDA_GATHER_MS: '300' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    site?.close();
  });

  const open = async (context?: BrowserContext): Promise<Page> => {
    const page = await (
      context ?? (await browser.newContext({ viewport: { width: 390, height: 844 } }))
    ).newPage();
    watchPage(page, complaints);
    await page.goto(`${server.url}/`);
    await page
      .getByRole('log')
      .getByText(/机器人/)
      .first()
      .waitFor();
    return page;
  };
  const say = async (page: Page, text: string): Promise<void> => {
    await page.getByPlaceholder('请输入您的问题').fill(text);
    await page.keyboard.press('Enter');
  };
  const sees = (page: Page, text: string | RegExp) => page.getByRole('log').getByText(text).last().waitFor();

  it('sends what was written without a network when it is back, once', async () => {
    const page = await open();
    await page.context().setOffline(true);
    await page.getByText('网络连接已断开').waitFor({ timeout: 60_000 });
    await say(page, '没有网络时写的话');
    await page.context().setOffline(false);
    await page.getByText('网络连接已断开').waitFor({ state: 'hidden', timeout: 60_000 });
    await page.getByText('发送中').waitFor({ state: 'hidden' });
    // What the server has is what a new page shows.
    await page.reload();
    await sees(page, '没有网络时写的话');
    expect(await page.getByRole('log').getByText('没有网络时写的话', { exact: true }).count()).toBe(1);
  });

  it('never sends by the Enter that ends a composition of Chinese input', async () => {
    const page = await open();
    const composer = page.getByPlaceholder('请输入您的问题');
    await composer.fill('话费');
    await composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229 });
    expect(await composer.inputValue()).toBe('话费');
    await composer.press('Enter');
    expect(await composer.inputValue()).toBe('');
  });

  it('keeps a text that is too long in the composer and says why', async () => {
    const page = await open();
    await say(page, '长'.repeat(2001));
    await page
      .getByText(/2000\s*字/)
      .first()
      .waitFor();
    expect(await page.getByPlaceholder('请输入您的问题').inputValue()).toHaveLength(2001);
  });

  it('shows the place in the queue, which moves up, and lets the customer leave', async () => {
    const desk = await DeskClient.signIn(server.url, server.administrator);
    await desk.request('presence', { state: 'online', capacity: 1 });
    const [first, second, third] = [await open(), await open(), await open()];
    await say(first, '转人工');
    const offer = await desk.until((state) => state.offers[0]);
    const held = { handoffId: offer.handoffId, fence: offer.fence };
    await desk.request('accept', held);
    await say(second, '给我接个真人');
    await second.getByText('下一位就是您').first().waitFor();
    await say(third, '我要人工客服');
    await third.getByText('您前面还有 1 位').first().waitFor();
    await second.getByRole('button', { name: '取消排队' }).click();
    await sees(second, /取消排队|退出排队/);
    await third.getByText('下一位就是您').first().waitFor();
    await say(second, '我想查一下话费');
    await sees(second, /CXHF/);
    // Declined, and offered again to nobody else: the chat keeps its place.
    await desk.request('end', held);
    await desk.request('wrapUp', { ...held, code: 'solved' });
    const next = await desk.until((state) => state.offers[0]);
    await desk.request('decline', { handoffId: next.handoffId, fence: next.fence });
    await third.getByText('下一位就是您').first().waitFor();
    await desk.request('presence', { state: 'offline', capacity: 1 });
    desk.close();
  });

  it('has a version with large type that is kept, and fits a narrow page at 200 %', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 568 } });
    const page = await open(context);
    const size = () =>
      page.evaluate<number>("parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)");
    const before = await size();
    expect(before).toBeGreaterThanOrEqual(16);
    await page.getByRole('button', { name: '大字版' }).click();
    expect(await size()).toBeGreaterThan(before);
    await page.reload();
    await page.getByRole('button', { name: '标准版' }).waitFor();
    expect(await size()).toBeGreaterThan(before);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  });

  it('works inside another site by one script tag', async () => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(siteUrl);
    await page.getByRole('button', { name: '打开在线客服' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByPlaceholder('请输入您的问题').fill('我想查一下话费');
    await frame.getByPlaceholder('请输入您的问题').press('Enter');
    await frame.getByRole('log').getByText(/CXHF/).last().waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  it('scrolls back to earlier visits', async () => {
    // Written over the wire, each acknowledged; two pages of one visitor, as one may only send so much at once.
    const first = new ChatClient(server.url);
    const second = new ChatClient(server.url, first.token);
    for (const [half, client] of [first, second].entries()) {
      await client.hello();
      for (let index = 0; index < 35; index += 1) {
        expect((await client.send(`第${half * 35 + index}句闲话`)).ok).toBe(true);
      }
      client.close();
    }
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await context.addInitScript(`localStorage.setItem('tongda.token', '${first.token}')`);
    const page = await context.newPage();
    watchPage(page, complaints);
    await page.goto(`${server.url}/`);
    await sees(page, '第69句闲话');
    for (let tries = 0; tries < 20; tries += 1) {
      await page.getByRole('log').hover();
      await page.mouse.wheel(0, -5000);
      await page.waitForTimeout(200);
      if ((await page.getByRole('log').getByText('第0句闲话').count()) > 0) break;
    }
    expect(await page.getByRole('log').getByText('第0句闲话').count()).toBe(1);
  });

  it('broke no content policy and threw no error', () => {
    expect(complaints).toEqual([]);
  });
});
