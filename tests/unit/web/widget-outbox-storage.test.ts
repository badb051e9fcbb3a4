import type { OutboxMessage } from '../../../src/web/widget/outbox';
import { OutboxStorage } from '../../../src/web/widget/outbox-storage';

describe('outbox storage', () => {
  const shelf = () => {
    const values = new Map<string, string>();
    return {
      get: (key: string) => values.get(key) ?? null,
      set: (key: string, value: string) => void values.set(key, value),
    };
  };
  const message = (
    clientId: string,
    at = 0,
    status: OutboxMessage['status'] = { type: 'waiting' },
  ): OutboxMessage => ({
    clientId,
    text: clientId,
    at,
    status,
  });

  test('a reload finds what was not acknowledged, once and in order', () => {
    const storage = shelf();
    new OutboxStorage(storage).save([
      message('a', 0, { type: 'sent', seq: 1 }),
      message('b', 0, { type: 'sending' }),
      message('c'),
    ]);
    const loaded = new OutboxStorage(storage).load(1000);
    expect(loaded.map(({ clientId, status }) => [clientId, status.type])).toEqual([
      ['b', 'waiting'],
      ['c', 'waiting'],
    ]);
  });

  test('a tab leaves the messages of another tab alone', () => {
    const storage = shelf();
    const [one, two] = [new OutboxStorage(storage), new OutboxStorage(storage)];
    one.save([message('a')]);
    two.save([message('b')]);
    two.save([]);
    expect(new OutboxStorage(storage).load(0).map(({ clientId }) => clientId)).toEqual(['a']);
  });

  test('what was written first goes first, also when another tab has taken it up and saved it later', () => {
    const storage = shelf();
    const writer = new OutboxStorage(storage);
    const first = message('first', 1);
    writer.save([first]);
    const other = new OutboxStorage(storage);
    const taken = other.load(2);
    writer.save([first, message('second', 3)]);
    other.save([...taken, message('third', 4)]);
    expect(new OutboxStorage(storage).load(5).map(({ clientId }) => clientId)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  test('old messages are shown as failed, and forgotten after a day', () => {
    const storage = shelf();
    new OutboxStorage(storage).save([message('a')]);
    expect(new OutboxStorage(storage).load(3_600_000)[0]?.status.type).toBe('failed');
    expect(new OutboxStorage(storage).load(25 * 3_600_000)).toEqual([]);
  });

  test.each(['', '{', 'null', '[1,{"clientId":2}]'])('a damaged list (%j) is an empty one', (text) => {
    const storage = shelf();
    storage.set('tongda.outbox', text);
    expect(new OutboxStorage(storage).load(0)).toEqual([]);
  });
});
