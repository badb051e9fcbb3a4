import type { Browser, Locator, Page } from 'playwright-core';
import { RunningServer } from '../support/running-server';
import { hasChromium, launchBrowser, watchPage } from './browser';

const describeInBrowser = hasChromium() ? describe : describe.skip;

describeInBrowser('the main job, in two windows', () => {
  let server: RunningServer;
  let browser: Browser;
  let customer: Page;
  let agent: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await RunningServer.start();
    browser = await launchBrowser();
    customer = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    watchPage(customer, complaints);
    watchPage(agent, complaints);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
  });

  const transcript = () => customer.getByRole('log');
  const deskTranscript = () => agent.getByLabel('会话记录');
  const say = async (text: string) => {
    await customer.getByPlaceholder('请输入您的问题').fill(text);
    await customer.keyboard.press('Enter');
  };
  const reply = async (text: string) => {
    const composer = agent.getByRole('textbox', { name: '回复顾客' });
    await composer.fill(text);
    await composer.press('Enter');
  };
  const sees = (text: string | RegExp) => transcript().getByText(text).last().waitFor({ timeout: 15_000 });
  const deskSees = (text: string) => deskTranscript().getByText(text).last().waitFor({ timeout: 15_000 });
  const count = (log: Locator, text: string) => log.getByText(text, { exact: true }).count();

  it('greets as a robot and answers from the knowledge base', async () => {
    await customer.goto(`${server.url}/`);
    await sees(/机器人/);
    await say('我想查一下话费');
    await sees('来源：怎么查询话费余额');
    await sees(/CXHF/);
  });

  it('asks what was meant, and takes a tapped button for an answer', async () => {
    await say('流量');
    await transcript().getByRole('button', { name: '查剩余流量' }).click();
    await sees(/来源：.*剩余流量/);
  });

  it('hands over to an agent, who sees what came before', async () => {
    const { username, password } = server.administrator;
    await agent.goto(`${server.url}/console`);
    await agent.getByLabel('用户名').fill(username);
    await agent.getByLabel('密码').fill(password);
    await agent.keyboard.press('Enter');
    await agent.getByRole('button', { name: '上线接待' }).click();
    await agent.getByText('在线', { exact: true }).first().waitFor();
    await say('帮我转人工');
    await sees(/转接|人工/);
    await say('排队时说的话');
    await agent.getByRole('button', { name: /^接入/ }).click();
    await deskSees('我想查一下话费');
    await deskSees('排队时说的话');
    await reply('您好，我来帮您');
    await sees('您好，我来帮您');
  });

  it('loses and doubles nothing when the server is killed in the middle of the talk', async () => {
    await say('断电之前的一句');
    await deskSees('断电之前的一句');
    await server.kill();
    await say('断线时的一句');
    await reply('断线时的回复');
    await server.launch();
    await sees('断线时的回复');
    await deskSees('断线时的一句');
    await say('恢复以后的一句');
    await deskSees('恢复以后的一句');
    await reply('恢复以后的回复');
    await sees('恢复以后的回复');
    for (const text of [
      '断电之前的一句',
      '断线时的一句',
      '恢复以后的一句',
      '断线时的回复',
      '恢复以后的回复',
    ]) {
      expect([text, await count(transcript(), text)]).toEqual([text, 1]);
      expect([text, await count(deskTranscript(), text)]).toEqual([text, 1]);
    }
    await customer.reload();
    await sees('恢复以后的回复');
    for (const text of ['断线时的一句', '断线时的回复']) {
      expect([text, await count(transcript(), text)]).toEqual([text, 1]);
    }
  });

  it('ends with a wrap-up and a rating, and the bot is back', async () => {
    await agent.getByTitle('Alt+E').click();
    await agent
      .locator('.ant-popconfirm')
      .getByRole('button', { name: /结\s?束/ })
      .click();
    await customer.getByRole('radio', { name: /^5 星/ }).check({ force: true });
    await customer.getByPlaceholder('意见和建议（选填）').fill('很快');
    await customer.getByRole('button', { name: '提交评价' }).click();
    await sees(/感谢|谢谢/);
    await agent.getByText('已解决', { exact: true }).click();
    await agent.getByRole('button', { name: '提交小结' }).click();
    await agent.getByText('新会话会在这里打开').waitFor();
    await say('宽带突然断网了怎么办');
    await sees('来源：宽带断网了怎么自查');
  });

  it('broke no content policy and threw no error on either page', () => {
    expect(complaints).toEqual([]);
    expect(server.log).not.toMatch(/"level":(?:50|60)/);
  });
});
