import type { ConversationEvent } from '../../../src/conversation/event';
import type { Ledger, Written } from '../crowd/ledger';

const WRITTEN_KINDS = new Set<string>(['customerMessage', 'agentMessage', 'note']);

/** What people wrote against what is stored: nothing acknowledged is missing, nothing is there twice, refused or invented. */
export function checkWritten(
  ledger: Ledger,
  events: ReadonlyMap<string, readonly ConversationEvent[]>,
): string[] {
  const faults: string[] = [];
  const stored = new Map<string, ConversationEvent[]>();
  for (const log of events.values()) {
    for (const event of log) {
      if (!WRITTEN_KINDS.has(event.body.kind)) continue;
      const clientId = event.clientId ?? '';
      const meant = ledger.aliases.get(clientId) ?? clientId;
      const same = stored.get(meant);
      if (same) same.push(event);
      else stored.set(meant, [event]);
    }
  }
  const lastSeqs = new Map<string, { seq: number; clientId: string }>();
  for (const written of ledger.written) {
    const found = stored.get(written.clientId) ?? [];
    stored.delete(written.clientId);
    faults.push(...checkOne(written, found));
    const [event] = found;
    if (!event) continue;
    const key = `${written.author} ${written.conversationId}`;
    const before = lastSeqs.get(key);
    if (before && before.seq > event.seq) {
      faults.push(
        `disorder: ${written.author} wrote ${before.clientId} (${before.seq}) before ${written.clientId} (${event.seq})`,
      );
    }
    lastSeqs.set(key, { seq: event.seq, clientId: written.clientId });
  }
  for (const [clientId, [event]] of stored) {
    faults.push(
      `invented: ${event?.conversationId} ${event?.seq} has client id ${clientId}, which nobody wrote`,
    );
  }
  return faults;
}

function checkOne(written: Written, found: readonly ConversationEvent[]): string[] {
  const { clientId, ackedSeq, refused, author, kind, text, conversationId } = written;
  const what = `${kind} ${clientId} of ${author}`;
  if (found.length > 1) {
    return [`doubled: ${what} is stored as ${found.map(({ seq }) => seq).join(', ')}`];
  }
  const [event] = found;
  if (!event) return ackedSeq === undefined ? [] : [`lost: ${what}, acknowledged as ${ackedSeq}`];
  if (refused !== undefined) return [`stored though refused: ${what} (${refused})`];
  const { body, seq } = event;
  const same =
    event.conversationId === conversationId && body.kind === kind && 'text' in body && body.text === text;
  if (!same) return [`changed: ${what}`];
  if (ackedSeq !== undefined && seq !== ackedSeq) return [`moved: ${what} from ${ackedSeq} to ${seq}`];
  return [];
}
