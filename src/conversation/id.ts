import { randomBytes } from 'node:crypto';

type Brand<T, B extends string> = T & { readonly __brand: B };

export type ConversationId = Brand<string, 'ConversationId'>;
export type HandoffId = Brand<string, 'HandoffId'>;

let lastMs = 0;
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562): 48 bits of time, a 12-bit counter that keeps ids of one process in order
 * within a millisecond, 62 random bits.
 */
export function uuidv7(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const newConversationId = (nowMs: number): ConversationId => uuidv7(nowMs) as ConversationId;
export const newHandoffId = (nowMs: number): HandoffId => uuidv7(nowMs) as HandoffId;
