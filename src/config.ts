import { resolve } from 'node:path';
import { z } from 'zod';
import { TongdaError } from './errors';
import type { TraceMode } from './trace';

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
  TONGDA_CONTENT: z.enum(['files', 'database']).default('files'),
  TONGDA_BLOBS: z.enum(['database', 's3']).default('database'),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_PREFIX: z
    .string()
    .regex(
      /^((?!\.)[\w.-]+\/)*$/,
      'names of letters, digits, _, - and . that do not begin with a dot, each with a slash after it',
    )
    .default('tongda/'),
  S3_VIRTUAL_HOST: flag.default(false),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  TONGDA_BOT: flag.default(true),
  TONGDA_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  TONGDA_GATHER_MS: z.coerce.number().int().min(0).max(10_000).default(1500),
  TONGDA_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  TONGDA_REST_TOKEN: z.string().min(16).optional(),
  TONGDA_REST_CALLBACK_URL: z.url({ protocol: /^https?$/ }).optional(),
  TONGDA_EMBED_ORIGINS: list.default([]),
  TONGDA_TRUST_PROXY: flag.default(false),
  TONGDA_SECURE_COOKIES: flag.default(false),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  TONGDA_TRACES: z.enum(['off', 'sampled', 'all']).default('sampled'),
  TONGDA_TRACE_RATIO: z.coerce.number().min(0).max(1).default(0.01),
} as const;

/** Where blobs are kept. */
export type BlobConfig =
  | { kind: 'database' }
  | {
      kind: 's3';
      endpoint: string;
      region: string;
      bucket: string;
      accessKeyId: string;
      secretAccessKey: string;
      prefix: string;
      virtualHost: boolean;
    };

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  corpusDir: string;
  modelsDir: string;
  timeZone: string;
  databaseUrl?: string;
  /** Where articles, responses and models come from: this machine's files, or what is published in the database. */
  content: 'files' | 'database';
  blobs: BlobConfig;
  /** Carries bells between nodes on one PostgreSQL database. */
  redisUrl?: string;
  /** Whether the bot answers; else customers come to people at once. */
  bot: boolean;
  logLevel: string;
  /** How long the bot waits for more of a message that comes in pieces. */
  gatherMs: number;
  /** How long `/readyz` says no before a stopping server asks its customers to go. */
  drainMs: number;
  restToken?: string;
  restCallbackUrl?: string;
  /** Origins of pages that may embed the chat; our own is always allowed. */
  embedOrigins: string[];
  trustProxy: boolean;
  secureCookies: boolean;
  /** Where spans are sent; none are without it. */
  otlpEndpoint?: string;
  /** Which traces are followed: their ids in log lines, and spans. */
  traces: TraceMode;
  /** The share of traces that is sent, 0 to 1. */
  traceRatio: number;
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
  if (value.TONGDA_CONTENT === 'database' && value.DATABASE_URL === undefined) {
    throw new TongdaError('config_invalid', 'TONGDA_CONTENT: database needs DATABASE_URL');
  }
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.TONGDA_DATA),
    corpusDir: resolve(value.TONGDA_CORPUS),
    modelsDir: resolve(value.TONGDA_MODELS),
    timeZone: value.TONGDA_TIMEZONE,
    databaseUrl: value.DATABASE_URL,
    content: value.TONGDA_CONTENT,
    blobs: value.TONGDA_BLOBS === 's3' ? readS3(value) : { kind: 'database' },
    redisUrl: value.REDIS_URL,
    bot: value.TONGDA_BOT,
    logLevel: value.TONGDA_LOG_LEVEL,
    gatherMs: value.TONGDA_GATHER_MS,
    drainMs: value.TONGDA_DRAIN_MS,
    restToken: value.TONGDA_REST_TOKEN,
    restCallbackUrl: value.TONGDA_REST_CALLBACK_URL,
    embedOrigins: value.TONGDA_EMBED_ORIGINS,
    trustProxy: value.TONGDA_TRUST_PROXY,
    secureCookies: value.TONGDA_SECURE_COOKIES,
    otlpEndpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT,
    traces: value.TONGDA_TRACES,
    traceRatio: value.TONGDA_TRACE_RATIO,
  };
}

/** A bucket is named whole or not at all. */
function readS3(value: z.infer<z.ZodObject<typeof SETTINGS>>): BlobConfig {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = value;
  const needed = { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY };
  const missing = Object.entries(needed).filter(([, given]) => given === undefined);
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    throw new TongdaError('config_invalid', `${names}: needed where TONGDA_BLOBS is s3`);
  }
  return {
    kind: 's3',
    endpoint: S3_ENDPOINT ?? '',
    region: value.S3_REGION,
    bucket: S3_BUCKET ?? '',
    accessKeyId: S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: S3_SECRET_ACCESS_KEY ?? '',
    prefix: value.S3_PREFIX,
    virtualHost: value.S3_VIRTUAL_HOST,
  };
}
