import { resolve } from 'node:path';
import { z } from 'zod';
import { TongdaError } from './errors';

const flag = z.enum(['0', '1']).transform((value) => value === '1');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Every setting of the program. `docs/configuration.md` is kept equal to this table by a test. */
export const SETTINGS = {
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  TONGDA_DATA: z.string().min(1).default('./data'),
  TONGDA_CORPUS: z.string().min(1).default('./corpus'),
  TONGDA_MODELS: z.string().min(1).default('./models'),
  TONGDA_TIMEZONE: z
    .string()
    .default('Asia/Shanghai')
    .refine((zone) => {
      try {
        return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
      } catch {
        return false;
      }
    }, 'not an IANA time zone'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TONGDA_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  TONGDA_GATHER_MS: z.coerce.number().int().min(0).max(10_000).default(1500),
  TONGDA_REST_TOKEN: z.string().min(16).optional(),
  TONGDA_REST_CALLBACK_URL: z.url({ protocol: /^https?$/ }).optional(),
  TONGDA_EMBED_ORIGINS: list.default([]),
  TONGDA_TRUST_PROXY: flag.default(false),
  TONGDA_SECURE_COOKIES: flag.default(false),
} as const;

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  corpusDir: string;
  modelsDir: string;
  timeZone: string;
  databaseUrl?: string;
  logLevel: string;
  /** How long the bot waits for more of a message that comes in pieces. */
  gatherMs: number;
  restToken?: string;
  restCallbackUrl?: string;
  /** Origins of pages that may embed the chat; our own is always allowed. */
  embedOrigins: string[];
  trustProxy: boolean;
  secureCookies: boolean;
}

/**
 * Reads the settings. The only place that reads the environment; `overrides` (from a command's flags) come first.
 * Errors: `config_invalid` naming each wrong variable.
 */
export function readConfig(
  overrides: Readonly<Record<string, string | undefined>> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const parsed = z.object(SETTINGS).safeParse({ ...environment, ...overrides });
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new TongdaError('config_invalid', wrong.join('; '));
  }
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.TONGDA_DATA),
    corpusDir: resolve(value.TONGDA_CORPUS),
    modelsDir: resolve(value.TONGDA_MODELS),
    timeZone: value.TONGDA_TIMEZONE,
    databaseUrl: value.DATABASE_URL,
    logLevel: value.TONGDA_LOG_LEVEL,
    gatherMs: value.TONGDA_GATHER_MS,
    restToken: value.TONGDA_REST_TOKEN,
    restCallbackUrl: value.TONGDA_REST_CALLBACK_URL,
    embedOrigins: value.TONGDA_EMBED_ORIGINS,
    trustProxy: value.TONGDA_TRUST_PROXY,
    secureCookies: value.TONGDA_SECURE_COOKIES,
  };
}
