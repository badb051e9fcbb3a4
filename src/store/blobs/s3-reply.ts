const MAX_COMPLAINT = 4096;

/** An answer of the store that is a refusal. The message has the status and the store's own code. */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    code: string | undefined,
  ) {
    super(code === undefined ? `status ${status}` : `status ${status} ${code}`);
  }
}

/** Of a refusal's text only the code is kept: stores repeat parts of the request in it. */
export async function refusal(reply: Response): Promise<S3Refusal> {
  const text = (await readBody(reply).catch(() => Buffer.alloc(0))).subarray(0, MAX_COMPLAINT).toString();
  return new S3Refusal(reply.status, /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1]);
}

/** Failures on the way may pass; of refusals only those that say so. */
export function isWorthTrying(error: unknown): boolean {
  if (!(error instanceof S3Refusal)) return true;
  return error.status >= 500 || error.status === 429 || error.status === 408;
}

/** The whole body, copied once where its length is told. Throws where it ends too early. */
export async function readBody(reply: Response): Promise<Buffer> {
  const told = reply.headers.get('content-length');
  if (told === null || reply.body === null) return Buffer.from(await reply.arrayBuffer());
  const length = Number(told);
  const whole = Buffer.alloc(length);
  let at = 0;
  for await (const piece of reply.body as AsyncIterable<Uint8Array>) {
    if (at + piece.byteLength > length) throw new Error('the body is longer than told');
    whole.set(piece, at);
    at += piece.byteLength;
  }
  if (at < length) throw new Error('the body was cut');
  return whole;
}
