import type { DeskStorage } from '../../../src/web/console/desk/desk-storage';
import { Drafts } from '../../../src/web/console/desk/drafts';
import { OutboxStorage } from '../../../src/web/console/desk/outbox-storage';
import { outMessage } from './console-chats';

const memory = (): DeskStorage & { values: Map<string, string> } => {
  const values = new Map<string, string>();
  return {
    values,
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    clear: (prefix) =>
      [...values.keys()].filter((key) => key.startsWith(prefix)).forEach((key) => values.delete(key)),
  };
};

describe('drafts', () => {
  it('outlive a reload, replies and notes apart, and leave nothing when empty', () => {
    const storage = memory();
    const drafts = new Drafts(storage, 'p');
    drafts.set('c1', 'reply', '您好');
    drafts.set('c1', 'note', '急');
    expect(new Drafts(storage, 'p').get('c1', 'reply')).toBe('您好');
    expect(new Drafts(storage, 'p').get('c1', 'note')).toBe('急');
    expect(new Drafts(storage, 'another').get('c1', 'reply')).toBe('');
    drafts.drop('c1');
    expect(storage.values.size).toBe(0);
  });

  it('take back texts in front of what has been written since', () => {
    const drafts = new Drafts(memory(), 'p');
    drafts.set('c1', 'reply', '后写的');
    drafts.putBack('c1', 'reply', ['先写的', '再写的']);
    expect(drafts.get('c1', 'reply')).toBe('先写的\n再写的\n后写的');
    drafts.putBack('c2', 'reply', ['只有一句']);
    expect(drafts.get('c2', 'reply')).toBe('只有一句');
  });
});

describe('unsent messages over a reload', () => {
  it('keep their order and ids, whatever their state was; acknowledged ones are not kept', () => {
    const storage = memory();
    new OutboxStorage(storage, 'o').save([
      outMessage('k1', { status: { type: 'sending' } }),
      outMessage('k2', { status: { type: 'sent', seq: 3 } }),
      outMessage('k3', { kind: 'note' }),
    ]);
    const loaded = new OutboxStorage(storage, 'o').load(1000);
    expect(loaded).toMatchObject([
      { clientId: 'k1', status: { type: 'waiting' } },
      { clientId: 'k3', kind: 'note', fence: 3, handoffId: 'h1' },
    ]);
  });

  it('do not go out by themselves when they are old, nor when they are not ours', () => {
    const storage = memory();
    new OutboxStorage(storage, 'o').save([outMessage('k1')]);
    expect(new OutboxStorage(storage, 'o').load(11 * 60_000)[0]?.status.type).toBe('failed');
    storage.set('o', '[{"clientId":1},null,7]');
    expect(new OutboxStorage(storage, 'o').load(0)).toEqual([]);
    storage.set('o', 'not json');
    expect(new OutboxStorage(storage, 'o').load(0)).toEqual([]);
  });

  it('of another tab of the agent are left alone', () => {
    const storage = memory();
    const [one, two] = [new OutboxStorage(storage, 'o'), new OutboxStorage(storage, 'o')];
    one.save([outMessage('k1')]);
    two.save([outMessage('k2')]);
    two.save([]);
    expect(new OutboxStorage(storage, 'o').load(0).map(({ clientId }) => clientId)).toEqual(['k1']);
  });

  it('leave no trace once all has been sent, even if an earlier page had left some', () => {
    const storage = memory();
    new OutboxStorage(storage, 'o').save([outMessage('k1')]);
    const page = new OutboxStorage(storage, 'o');
    page.load(0);
    page.save([]);
    expect(storage.values.size).toBe(0);
  });
});
