import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from 'aws4';
import { blobKey, type BlobStore } from '../../content/blob-store';
import { TongdaError } from '../../errors';
import { isWorthTrying, readBody, refusal } from './s3-reply';

/** A bucket, and who we are there. */
export interface S3Settings {
  /** `https://s3.example.com`; a path in it is not used. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Before every key: empty, or ending with a slash. */
  prefix: string;
  /** The bucket is part of the host's name instead of the path. */
  virtualHost: boolean;
}

/** How patient we are; tests are less so. */
export interface S3Patience {
  /** Milliseconds for one attempt, the body included. */
  timeoutMs: number;
  attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  backoffMs: number;
}

type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE';

const PATIENCE: S3Patience = { timeoutMs: 20_000, attempts: 4, backoffMs: 200 };
const HASH_OF_NOTHING = blobKey(new Uint8Array());

/** Blobs in a bucket of any store that speaks S3 (signature version 4). Each is one object `<prefix><key>`. */
export class S3BlobStore implements BlobStore {
  private readonly base: URL;

  constructor(
    private readonly settings: S3Settings,
    private readonly patience: S3Patience = PATIENCE,
    /** Replaceable, so that tests need no names of hosts. */
    private readonly send: (url: URL, init: RequestInit) => Promise<Response> = fetch,
  ) {
    this.base = new URL(settings.endpoint);
    if (settings.virtualHost) this.base.hostname = `${settings.bucket}.${this.base.hostname}`;
  }

  /** Written anew even where it is there: that costs no more than asking, and mends what is damaged. */
  async put(bytes: Uint8Array): Promise<string> {
    const key = blobKey(bytes);
    await this.call('PUT', key, (reply) => readBody(reply), bytes);
    return key;
  }

  async get(key: string): Promise<Buffer> {
    const found = await this.call('GET', key, async (reply) => {
      const body = await readBody(reply);
      if (blobKey(body) !== key) throw new Error('the bytes are not those of the key');
      return body;
    });
    if (!found) throw new TongdaError('blob_missing', key);
    return found;
  }

  async has(key: string): Promise<boolean> {
    return (await this.call('HEAD', key, async () => true)) ?? false;
  }

  async delete(key: string): Promise<void> {
    await this.call('DELETE', key, (reply) => readBody(reply));
  }

  /** Tries until the store has answered or patience ends; undefined where it has no such object. */
  private async call<T>(
    method: Method,
    key: string,
    read: (reply: Response) => Promise<T>,
    body?: Uint8Array,
  ): Promise<T | undefined> {
    const { attempts, backoffMs } = this.patience;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const reply = await this.request(method, key, body);
        if (reply.ok) return await read(reply);
        if (reply.status === 404 && method !== 'PUT') {
          await readBody(reply);
          return undefined;
        }
        throw await refusal(reply);
      } catch (error) {
        if (attempt >= attempts || !isWorthTrying(error)) {
          throw new TongdaError('blob_store_failed', `${method} ${key}: ${reason(error)}`, { cause: error });
        }
      }
      // Several nodes that failed together shall not come back together.
      await sleep(backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
    }
  }

  private async request(method: Method, key: string, body?: Uint8Array): Promise<Response> {
    const { region, bucket, prefix, virtualHost, accessKeyId, secretAccessKey } = this.settings;
    const path = `${virtualHost ? '' : `/${bucket}`}/${prefix}${key}`;
    const headers = {
      Host: this.base.host,
      'X-Amz-Content-Sha256': body ? key : HASH_OF_NOTHING,
      ...(body && { 'Content-Type': 'application/octet-stream', 'Content-Length': String(body.byteLength) }),
    };
    const signed = sign({ service: 's3', region, method, path, headers }, { accessKeyId, secretAccessKey });
    return await this.send(new URL(path, this.base), {
      method,
      // A packed body would have another length than what is told.
      headers: { ...(signed.headers as Record<string, string>), 'Accept-Encoding': 'identity' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(this.patience.timeoutMs),
    });
  }
}

/** Names what happened; never the request, which holds the signature. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return [message, code ?? inner].filter(Boolean).join(': ');
}
