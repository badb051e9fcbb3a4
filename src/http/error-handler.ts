import type { ErrorRequestHandler, Request } from 'express';
import { z } from 'zod';
import { errorText, TongdaError, type ErrorCode, type Language } from '../errors';
import type { Logger } from '../logger';
import { STATUS } from './status';

const languageOf = (request: Request): Language =>
  request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';

/** Which code an error has; what express and its body parsers throw carries a `status`. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof TongdaError) return error.code;
  if (error instanceof z.ZodError) return 'bad_request';
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) return 'message_too_long';
  if (typeof status === 'number' && status >= 400 && status < 500) return 'bad_request';
  return 'internal';
}

/** The only place where an error becomes an answer: `{error: {code, message, issues?}}`. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const code = codeOf(error);
    const status = STATUS[code];
    response.locals.errorCode = code;
    if (error instanceof TongdaError && error.retryAfterMs !== undefined)
      response.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
    else if (status >= 500) logger.error({ err: error }, 'a request failed');
    const issues =
      error instanceof z.ZodError
        ? error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
        : undefined;
    response.status(status).json({ error: { code, message: errorText(code, languageOf(request)), issues } });
  };
}
