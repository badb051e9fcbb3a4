import { parse } from 'yaml';
import { z } from 'zod';

const SERVICE = z.object({
  image: z.string(),
  profiles: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
});
const COMPOSE = z.object({
  services: z.record(z.string(), SERVICE),
  volumes: z.record(z.string(), z.null()),
});

/** A service as compose would run it. */
export interface Service extends Omit<z.infer<typeof SERVICE>, 'environment' | 'depends_on'> {
  name: string;
  environment: Readonly<Record<string, string>>;
  dependsOn: readonly string[];
}

/**
 * The services that run with these variables (`.env`), which also name the profiles (COMPOSE_PROFILES). A setting
 * without a value is taken from them, or left out. Throws on `${…}`, which compose.yaml does without.
 */
export function readCompose(text: string, variables: Readonly<Record<string, string>>): Service[] {
  if (/(?<!\$)\$\{/.test(text)) throw new Error('interpolation is not known here');
  const { services } = COMPOSE.parse(parse(text, { merge: true }));
  const active = (variables.COMPOSE_PROFILES ?? '').split(',');
  return Object.entries(services)
    .filter(([, { profiles }]) => profiles.length === 0 || profiles.some((one) => active.includes(one)))
    .map(([name, service]) => ({
      ...service,
      name,
      command: service.command?.map((part) => part.replaceAll('$$', '$')),
      dependsOn: Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on),
      environment: Object.fromEntries(
        Object.entries(service.environment).flatMap(([key, value]) => {
          const given = value === null ? variables[key] : String(value);
          return given === undefined ? [] : [[key, given]];
        }),
      ),
    }));
}

/** The variables of an `.env` file. */
export function readEnvFile(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line.trim()) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}
