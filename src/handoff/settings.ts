import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { TongdaError } from '../errors';

const clockTime = z.string().regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/);

const schema = z.strictObject({
  /** When people answer; outside of it, and with nobody online, a message is taken instead. */
  service_hours: z.strictObject({ from: clockTime, to: clockTime }).default({ from: '08:00', to: '22:00' }),
  /** An offer that nobody takes goes to the next agent after this. */
  offer_seconds: z.number().int().min(5).max(600).default(30),
  /** An agent who let a chat pass is not offered it again for this long. */
  pass_seconds: z.number().int().min(0).max(3600).default(60),
  /** A waiting customer whose page is gone for this long is taken out of the queue. */
  queue_lease_seconds: z.number().int().min(30).max(3600).default(180),
  /** Back within this time, a customer has the old place again. */
  return_minutes: z.number().int().min(0).max(120).default(10),
  /** A wrap-up that nobody writes closes by itself. */
  wrap_up_minutes: z.number().int().min(1).max(120).default(5),
  /** An agent whose desk is gone for this long loses the chats to the queue. */
  agent_lease_seconds: z.number().int().min(20).max(3600).default(45),
});

/** Settings of the handoff; times in milliseconds. */
export interface HandoffSettings {
  serviceHours: { from: string; to: string };
  offerMs: number;
  passMs: number;
  queueLeaseMs: number;
  returnMs: number;
  wrapUpMs: number;
  agentLeaseMs: number;
}

/** Checks settings as `handoff.yml` has them; `{}` gives the defaults. Throws a ZodError. */
export function parseHandoffSettings(value: unknown): HandoffSettings {
  const settings = schema.parse(value ?? {});
  return {
    serviceHours: settings.service_hours,
    offerMs: settings.offer_seconds * 1000,
    passMs: settings.pass_seconds * 1000,
    queueLeaseMs: settings.queue_lease_seconds * 1000,
    returnMs: settings.return_minutes * 60_000,
    wrapUpMs: settings.wrap_up_minutes * 60_000,
    agentLeaseMs: settings.agent_lease_seconds * 1000,
  };
}

/** Reads `handoff.yml`; the defaults where there is no file. Throws `corpus_invalid` naming the keys. */
export function readHandoffSettings(file: string): HandoffSettings {
  if (!existsSync(file)) return parseHandoffSettings({});
  try {
    return parseHandoffSettings(parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        : String(error);
    throw new TongdaError('corpus_invalid', `${file}: ${why}`, { cause: error });
  }
}
