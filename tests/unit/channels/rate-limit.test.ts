import { RateLimit } from '../../../src/channels/rate-limit';

describe('a rate limit', () => {
  it('lets a burst through, then as many as the rate allows', () => {
    let now = 0;
    const limit = new RateLimit(3, 2, () => now);
    for (let i = 0; i < 3; i += 1) limit.take();
    expect(() => limit.take()).toThrow('too_many_requests');
    now = 499;
    expect(() => limit.take()).toThrow('too_many_requests');
    now = 500;
    limit.take();
    expect(() => limit.take()).toThrow('too_many_requests');
    now = 60_000;
    for (let i = 0; i < 3; i += 1) limit.take();
    expect(() => limit.take()).toThrow('too_many_requests');
  });
});
