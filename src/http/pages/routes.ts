import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { TongdaError } from '../../errors';

const NONCE_MARK = '__CSP_NONCE__';

/**
 * The built pages: the customer's at `/` and `/chat`, the console at `/console`. A page is a template: every
 * response gets its own nonce. Errors: `not_found` when the pages have not been built.
 */
export function pageRoutes(router: Router, webDir: string): void {
  const page = (name: 'widget' | 'console'): ((nonce: string) => string) => {
    const file = join(webDir, name, 'index.html');
    return (nonce) => {
      if (!existsSync(file)) throw new TongdaError('not_found', 'run `npm run build` first');
      // Read anew each time: a page that was built again names other assets.
      return readFileSync(file, 'utf8').replaceAll(NONCE_MARK, nonce);
    };
  };
  const widget = page('widget');
  const console = page('console');
  router.use(
    '/assets',
    express.static(join(webDir, 'assets'), { immutable: true, maxAge: '365d', fallthrough: false }),
  );
  router.get('/embed.js', (_request, response) => {
    response.set('Cross-Origin-Resource-Policy', 'cross-origin');
    response.set('Cache-Control', 'public, max-age=300');
    response.sendFile(join(webDir, 'embed.js'));
  });
  router.get(['/', '/chat'], (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(widget(String(response.locals.nonce)));
  });
  router.get(['/console', '/console/*rest'], (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(console(String(response.locals.nonce)));
  });
}
