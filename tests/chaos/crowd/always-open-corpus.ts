import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS } from '../../support/trained-model';

/** Whatever the hour, and with times so short that leases and offers lapse within a run. */
const HANDOFF = `service_hours: { from: "00:00", to: "24:00" }
offer_seconds: 5
pass_seconds: 1
queue_lease_seconds: 30
return_minutes: 10
wrap_up_minutes: 1
agent_lease_seconds: 20
`;

/** Copies the shipped corpus into `folder`, with people at work at any hour. */
export function copyAlwaysOpenCorpus(folder: string): string {
  const corpus = join(folder, 'corpus');
  cpSync(CORPUS, corpus, { recursive: true });
  writeFileSync(join(corpus, 'handoff.yml'), HANDOFF);
  return corpus;
}
