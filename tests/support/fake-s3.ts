import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Trouble {
  /** Answered in place of the request. */
  status?: number;
  /** The body ends halfway and the connection with it. */
  cut?: boolean;
  /** Milliseconds before anything is answered. */
  delayMs?: number;
  /** The connection is closed without an answer. */
  hangUp?: boolean;
}

const hex = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * A bucket on this machine. It computes every signature (AWS signature version 4) itself, from the description of the
 * algorithm, and can be told to fail.
 */
export class FakeS3 {
  readonly accessKeyId = 'test-key-id';
  readonly secretAccessKey = 'test-secret-that-nobody-logs';
  readonly region = 'cn-test-1';
  readonly bucket = 'tongda-test';
  /** What is stored: object name → bytes. */
  readonly objects = new Map<string, Buffer>();
  /** `PUT name` for each request that came, in order. */
  readonly requests: string[] = [];
  /** Takes part in every request while it is set: undefined leaves the request alone. */
  trouble: (method: string, name: string) => S3Trouble | undefined = () => undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeS3> {
    const server = createServer((incoming, response) => {
      // Who hangs up in the middle gets no answer.
      fake.answer(incoming, response).catch(() => response.destroy());
    });
    const fake = new FakeS3(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The settings of a node that uses this bucket. */
  get environment(): Record<string, string> {
    return {
      TONGDA_BLOBS: 's3',
      S3_ENDPOINT: this.endpoint,
      S3_REGION: this.region,
      S3_BUCKET: this.bucket,
      S3_ACCESS_KEY_ID: this.accessKeyId,
      S3_SECRET_ACCESS_KEY: this.secretAccessKey,
    };
  }

  /** The next `times` requests meet this; the later ones do not. */
  failNext(trouble: S3Trouble, times = 1): void {
    let left = times;
    this.trouble = () => (left-- > 0 ? trouble : undefined);
  }

  /** A request to this server whatever the host's name is, which needs no name service. */
  async fetchByName(url: URL, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), Host: url.host };
    const path = url.pathname;
    const sent = request({ host: '127.0.0.1', port: this.port, path, method: init.method, headers });
    sent.end(init.body);
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of reply) pieces.push(piece as Buffer);
    return new Response(Buffer.concat(pieces), { status: reply.statusCode });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { method = '', url = '', headers } = incoming;
    const inHost = headers.host?.startsWith(`${this.bucket}.`) === true;
    const path = decodeURIComponent(new URL(url, 'http://bucket').pathname);
    const ofBucket = inHost ? path.slice(1) : path.slice(1).split('/').slice(1).join('/');
    const refuse = (status: number, code: string): void => {
      const text = `<Error><Code>${code}</Code><StringToSign>${headers.authorization}</StringToSign></Error>`;
      response.writeHead(status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? '' : text);
    };
    this.requests.push(`${method} ${ofBucket}`);
    const trouble = this.trouble(method, ofBucket);
    if (trouble?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, trouble.delayMs));
    if (trouble?.hangUp) return void incoming.socket.destroy();
    if (trouble?.status !== undefined) return refuse(trouble.status, 'InternalError');
    if (!inHost && path.split('/')[1] !== this.bucket) return refuse(404, 'NoSuchBucket');
    if (!this.isSigned(incoming, body)) return refuse(403, 'SignatureDoesNotMatch');
    const found = this.objects.get(ofBucket);
    switch (method) {
      case 'PUT':
        this.objects.set(ofBucket, body);
        return void response.end();
      case 'DELETE':
        this.objects.delete(ofBucket);
        return void response.writeHead(204).end();
      case 'HEAD':
        return void response.writeHead(found ? 200 : 404).end();
      default: {
        if (!found) return refuse(404, 'NoSuchKey');
        response.writeHead(200, { 'content-length': found.length });
        if (!trouble?.cut) return void response.end(found);
        response.write(found.subarray(0, found.length / 2), () => incoming.socket.destroy());
      }
    }
  }

  private isSigned({ method = '', url = '', headers }: IncomingMessage, body: Buffer): boolean {
    const parts =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
    const [, keyId, day = '', region = '', signed = '', signature = ''] =
      parts.exec(headers.authorization ?? '') ?? [];
    const names = signed.split(';');
    const at = String(headers['x-amz-date']);
    if (keyId !== this.accessKeyId || region !== this.region || !at.startsWith(day)) return false;
    if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return false;
    if (headers['x-amz-content-sha256'] !== hex(body)) return false;
    const { pathname, search } = new URL(url, 'http://bucket');
    const canonical = [
      method,
      pathname,
      search.slice(1),
      ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
      '',
      signed,
      hex(body),
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n');
    const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
      (former, part) => hmac(former, part),
      Buffer.from(`AWS4${this.secretAccessKey}`),
    );
    return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'));
  }
}
