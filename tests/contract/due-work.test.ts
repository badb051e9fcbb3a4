import { SqlStore } from '../../src/store/sql-store';
import { databaseKinds, type TestDatabase } from '../support/databases';

describe.each(databaseKinds())('due work in $name', ({ create }) => {
  let test: TestDatabase;
  let store: SqlStore;

  beforeEach(async () => {
    test = await create();
    store = new SqlStore(test.database);
  });
  afterEach(() => test.destroy());

  const schedule = (ref: string, dueAt: number) => store.write((tx) => tx.due.schedule('turn', ref, dueAt));
  const claim = (now: number) => store.write((tx) => tx.due.claim(now, 100, 10, 'test'));

  it('gives out what is due, oldest first, and nothing else', async () => {
    await schedule('late', 300);
    await schedule('second', 200);
    await schedule('first', 100);
    expect((await claim(250)).map((work) => work.ref)).toEqual(['first', 'second']);
    expect(await store.read((tx) => tx.due.nextDueAt(250))).toBe(300);
  });

  it('gives held work to nobody else until the hold ends', async () => {
    await schedule('held', 100);
    expect(await claim(100)).toHaveLength(1);
    expect(await claim(150)).toHaveLength(0);
    const [again] = await claim(201);
    expect(again).toMatchObject({ ref: 'held', attempts: 0 });
  });

  it('gives failed work back, with the failure counted', async () => {
    await schedule('failed', 100);
    const [work] = await claim(100);
    await store.write((tx) => tx.due.retry('turn', 'failed', work!.fence, 400));
    expect(await store.read((tx) => tx.due.peek(399, 10))).toEqual([]);
    expect(await store.read((tx) => tx.due.nextDueAt(100))).toBe(400);
    expect(await store.read((tx) => tx.due.peek(400, 10))).toMatchObject([{ ref: 'failed', attempts: 1 }]);
  });

  it('takes finished work only from whoever holds it', async () => {
    await schedule('fenced', 100);
    const [first] = await claim(100);
    const [second] = await claim(201);
    expect(await store.write((tx) => tx.due.finish('turn', 'fenced', first!.fence))).toBe(false);
    expect(await store.write((tx) => tx.due.finish('turn', 'fenced', second!.fence))).toBe(true);
    expect(await store.read((tx) => tx.due.peek(1e9, 10))).toEqual([]);
  });

  it('takes work from its holder when it is scheduled anew', async () => {
    await schedule('renewed', 100);
    const [work] = await claim(100);
    await schedule('renewed', 500);
    expect(await store.write((tx) => tx.due.finish('turn', 'renewed', work!.fence))).toBe(false);
    expect(await claim(499)).toHaveLength(0);
    expect(await claim(500)).toHaveLength(1);
  });

  it('gives out each row once under concurrent claims', async () => {
    for (let index = 0; index < 30; index += 1) await schedule(`row-${index}`, 100);
    const batches = await Promise.all([claim(100), claim(100), claim(100), claim(100)]);
    const refs = batches.flat().map((work) => work.ref);
    expect(refs).toHaveLength(30);
    expect(new Set(refs).size).toBe(30);
  });

  it('ends all holds for a process that is alone', async () => {
    await schedule('crashed', 100);
    await claim(100);
    await store.write((tx) => tx.due.releaseAll());
    expect(await claim(101)).toHaveLength(1);
  });

  it('counts questions and names the most asked since a day', async () => {
    await store.write(async (tx) => {
      await tx.questions.add('2026-11-01', 'old');
      await tx.questions.add('2026-11-20', 'a');
      await tx.questions.add('2026-11-20', 'b');
      await tx.questions.add('2026-11-21', 'b');
    });
    expect(await store.read((tx) => tx.questions.mostAsked('2026-11-10', 5))).toEqual(['b', 'a']);
  });
});
