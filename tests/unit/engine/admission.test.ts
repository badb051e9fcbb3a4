import { Admission } from '../../../src/engine/admission';

describe('admission', () => {
  let admission: Admission;
  let release: (() => void)[];

  beforeEach(() => {
    jest.useFakeTimers();
    admission = new Admission();
    release = [];
  });
  afterEach(() => {
    admission.close();
    jest.useRealTimers();
  });

  const stuck = () => admission.admit(() => new Promise<void>((resolve) => release.push(resolve)));
  const passTime = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('lets everything in while the database keeps up', async () => {
    for (let count = 0; count < 1000; count += 1)
      await expect(admission.admit(async () => count)).resolves.toBe(count);
  });

  it('passes failures on and does not count them as waiting', async () => {
    for (let count = 0; count < 500; count += 1)
      await expect(admission.admit(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(admission.admit(async () => 'in')).resolves.toBe('in');
  });

  it('refuses early, with a time to come back, once the database stands still, and lets in again after', async () => {
    const begun = Array.from({ length: 200 }, stuck);
    await passTime(5000);
    const refused = admission.admit(async () => 'late');
    await expect(refused).rejects.toMatchObject({ code: 'overloaded' });
    const { retryAfterMs } = (await refused.catch((error: unknown) => error)) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThanOrEqual(500);
    expect(retryAfterMs).toBeLessThanOrEqual(15_000);
    for (const end of release) end();
    await Promise.all(begun);
    await expect(admission.admit(async () => 'in')).resolves.toBe('in');
  });

  it('holds a few that wait for nothing: a slow database alone is no queue', async () => {
    const begun = Array.from({ length: 60 }, stuck);
    await passTime(5000);
    await expect(admission.admit(async () => 'in')).resolves.toBe('in');
    for (const end of release) end();
    await Promise.all(begun);
  });
});
