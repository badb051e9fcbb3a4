import type { ErrorCode } from '../../errors';

/** A refusal of the server, or `offline` when there was no answer. `message` can be shown. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ErrorCode | 'offline',
    message: string,
  ) {
    super(message);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The HTTP API of our own server, with the session's cookie and its CSRF token. */
export class Api {
  /** Goes with everything that changes something. */
  private csrfToken?: string;
  private signedOut?: () => void;

  /** To be told when the server no longer knows the session. */
  whenSignedOut(listener: () => void): void {
    this.signedOut = listener;
  }

  /** Goes on under another session of the same browser. */
  carry(csrfToken: string | undefined): void {
    this.csrfToken = csrfToken;
  }

  /** Answers the reply's JSON. Errors: `ApiError`. */
  async request<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(method, path, body);
    const value: unknown = await response.json().catch(() => undefined);
    if (response.ok) return value as T;
    const { error } = (value ?? {}) as { error?: { code?: ErrorCode; message?: string } };
    if (error?.code === 'unauthenticated') this.signedOut?.();
    throw new ApiError(
      error?.code ?? 'internal',
      error?.message ?? `服务器没有正确回答（${response.status}）。`,
    );
  }

  private async fetch(method: Method, path: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (method !== 'GET' && this.csrfToken !== undefined) headers['x-csrf-token'] = this.csrfToken;
    try {
      return await fetch(`/api/v1${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
      });
    } catch {
      throw new ApiError('offline', '没有连上服务器，请检查网络后重试。');
    }
  }
}

/** The text of any failure. */
export function problemOf(error: unknown): string {
  return error instanceof ApiError ? error.message : '页面出了点问题，请刷新后重试。';
}
