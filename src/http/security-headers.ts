import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * A strict content policy with a nonce of its own for every response (`response.locals.nonce`); nothing inline.
 * The customer's page may be framed by our own and the configured origins, every other page by nobody.
 */
export function securityHeaders(embedOrigins: readonly string[]): RequestHandler[] {
  const nonce = (_request: unknown, response: unknown): string =>
    `'nonce-${String((response as Response).locals.nonce)}'`;
  const headers = (frameAncestors: string[]): RequestHandler =>
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'", nonce],
          styleSrc: ["'self'", nonce],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          mediaSrc: ["'self'"],
          frameSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors,
        },
      },
      xFrameOptions: false,
      // HTTPS is the proxy's to promise.
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'same-origin' },
    });
  const customer = headers(["'self'", ...embedOrigins]);
  const others = headers(["'none'"]);
  return [
    (_request, response, next) => {
      response.locals.nonce = randomBytes(16).toString('base64');
      next();
    },
    (request, response, next) => {
      const framed = request.path === '/' || request.path === '/chat';
      (framed ? customer : others)(request, response, next);
    },
  ];
}
