import { startStaffApp, type StaffApp } from '../support/staff-app';

describe('security headers', () => {
  let app: StaffApp;

  beforeAll(async () => {
    app = await startStaffApp({ embedOrigins: ['https://hall.example'] });
  });
  afterAll(() => app.stop());

  const PATHS = ['/', '/chat', '/console', '/livez', '/api/v1/session', '/api/v1/nothing', '/assets/none.js'];
  const directives = (policy: string): Map<string, string> =>
    new Map(policy.split(';').map((part) => [part.split(' ')[0] ?? '', part]));

  it.each(PATHS)('are on %s', async (path) => {
    const { headers } = await app.call('get', path);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['x-powered-by']).toBeUndefined();
    const policy = directives(headers['content-security-policy'] ?? '');
    expect(policy.get('default-src')).toBe("default-src 'none'");
    expect(policy.get('script-src')).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'$/);
    expect(policy.get('base-uri')).toBe("base-uri 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe-(?:inline|eval)|\*/);
    const framed = path === '/' || path === '/chat';
    expect(policy.get('frame-ancestors')).toBe(
      framed ? "frame-ancestors 'self' https://hall.example" : "frame-ancestors 'none'",
    );
  });

  it.each(['/', '/console'])(
    'have a nonce of their own for every response of %s, the one in the page',
    async (path) => {
      const nonces = new Set<string>();
      for (let i = 0; i < 5; i += 1) {
        const { headers, text } = await app.call('get', path);
        const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1] ?? '';
        expect(text).toContain(`nonce="${nonce}"`);
        expect(headers['cache-control']).toBe('no-store');
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(5);
    },
  );

  it('keep answers of the API out of caches', async () => {
    const { cookie } = await app.signIn('agent');
    for (const path of ['/api/v1/session', '/api/v1/kb/search?q=x', '/api/v1/staff']) {
      const { headers } = await app.call('get', path).set('Cookie', cookie);
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});
