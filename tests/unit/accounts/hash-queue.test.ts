import { HashQueue } from '../../../src/accounts/hash-queue';

/** Work that ends when told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of password hashes', () => {
  it('runs two at once, the others in order', async () => {
    const queue = new HashQueue();
    const gates = Array.from({ length: 5 }, gate);
    const started: number[] = [];
    const all = gates.map(({ opened }, index) =>
      queue.run(async () => {
        started.push(index);
        await opened;
        return index;
      }),
    );
    await settle();
    expect(started).toEqual([0, 1]);
    gates[1]?.open();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const { open } of gates) open();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses the 21st that would have to wait, and takes work again afterwards', async () => {
    const queue = new HashQueue();
    const { opened, open } = gate();
    const taken = Array.from({ length: 22 }, () => queue.run(() => opened));
    await expect(queue.run(() => opened)).rejects.toMatchObject({ code: 'too_many_requests' });
    open();
    await Promise.all(taken);
    await expect(queue.run(async () => 'fine')).resolves.toBe('fine');
  });

  it('goes on after work that failed', async () => {
    const queue = new HashQueue();
    const failing = Array.from({ length: 6 }, () => queue.run(() => Promise.reject(new Error('boom'))));
    const results = await Promise.allSettled(failing);
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'rejected'));
    await expect(Promise.all([1, 2, 3].map((n) => queue.run(async () => n)))).resolves.toEqual([1, 2, 3]);
  });
});
