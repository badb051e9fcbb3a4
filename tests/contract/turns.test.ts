import { botTexts, buildEngine, echoBrain } from '../support/engine';
import { databaseKinds, type TestDatabase } from '../support/databases';

describe.each(databaseKinds())('turns in $name', ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.destroy());

  it('answers pieces that come within the window once, after the last', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.say('你好');
    await engine.wait(1000);
    await engine.say('我想');
    await engine.wait(1400);
    await engine.say('查话费');
    await engine.wait(1499);
    expect(botTexts(await engine.log(conversationId))).toEqual([]);
    await engine.wait(1);
    expect(botTexts(await engine.log(conversationId))).toEqual(['回声：你好，我想，查话费']);
  });

  it('answers a tapped button at once', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.chat.receive({
      channel: 'web',
      visitorId: 'tapper',
      clientId: 'tap-00001',
      text: '查流量',
      payload: '/intent data.usage',
      gatherMs: 1500,
    });
    await engine.wait(0);
    expect(botTexts(await engine.log(conversationId))).toEqual(['回声：查流量']);
  });

  it('answers exactly once when the process dies between acknowledgement and answer', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.say('宽带断了');
    engine.clock.advance(1500);
    // The first process claims the work and is killed.
    await engine.store.write((tx) => tx.due.claim(engine.clock.now(), 20_000, 10, 'test'));
    const next = buildEngine(test);
    next.clock.advance(1500);
    await next.sweeper.start(true);
    await next.wait(0);
    await next.wait(60_000);
    expect(botTexts(await next.log(conversationId))).toEqual(['回声：宽带断了']);
  });

  it('drops an answer that new input has overtaken, and answers all of it', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.say('第一');
    engine.clock.advance(1500);
    const [work] = await engine.store.write((tx) => tx.due.claim(engine.clock.now(), 20_000, 10, 'test'));
    await engine.say('第二');
    await engine.turns.handle(work!);
    expect(botTexts(await engine.log(conversationId))).toEqual([]);
    await engine.wait(1500);
    expect(botTexts(await engine.log(conversationId))).toEqual(['回声：第一，第二']);
  });

  it('answers once when two workers handle the same turn', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.say('重复');
    engine.clock.advance(1500);
    const [work] = await engine.store.write((tx) => tx.due.claim(engine.clock.now(), 20_000, 10, 'test'));
    await Promise.all([engine.turns.handle(work!), engine.turns.handle(work!)]);
    expect(botTexts(await engine.log(conversationId))).toEqual(['回声：重复']);
  });

  it('tries again when thinking fails and at last says so', async () => {
    const engine = buildEngine(
      test,
      echoBrain(() => {
        throw new Error('broken');
      }),
    );
    const { conversationId } = await engine.say('会出错');
    for (let tries = 0; tries < 5; tries += 1) await engine.wait(30_000);
    expect(botTexts(await engine.log(conversationId))).toEqual(['utter_error']);
  });

  it('refuses empty and overlong messages and stores nothing of them', async () => {
    const engine = buildEngine(test);
    const { conversationId } = await engine.say('好');
    await expect(engine.say(' \n\t ')).rejects.toMatchObject({ code: 'message_empty' });
    await expect(engine.say('长'.repeat(2001))).rejects.toMatchObject({ code: 'message_too_long' });
    await engine.say('长'.repeat(2000));
    const log = await engine.log(conversationId);
    expect(log.filter((event) => event.body.kind === 'customerMessage')).toHaveLength(2);
  });

  it('keeps one visitor from another', async () => {
    const engine = buildEngine(test);
    const a = await engine.say('甲', 'a');
    const b = await engine.say('乙', 'b');
    expect(a.conversationId).not.toBe(b.conversationId);
    await engine.wait(1500);
    expect(botTexts(await engine.log(a.conversationId))).toEqual(['回声：甲']);
    expect(botTexts(await engine.log(b.conversationId))).toEqual(['回声：乙']);
  });
});
