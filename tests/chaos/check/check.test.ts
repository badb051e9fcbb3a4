import type { ConversationEvent, EventBody, Sender } from '../../../src/conversation/event';
import type { ConversationId } from '../../../src/conversation/id';
import { toVisible } from '../../../src/channels/web-chat/render';
import { checkReaders, type Reading } from './check-readers';
import { checkTurns } from './check-turns';
import { checkWritten } from './check-written';
import { Ledger, type Written } from '../crowd/ledger';

const ID = 'c1' as ConversationId;

function logOf(...entries: [sender: Sender, body: EventBody, clientId?: string][]): ConversationEvent[] {
  return entries.map(([sender, body, clientId], index) => ({
    conversationId: ID,
    seq: index + 1,
    at: 1000 + index,
    sender,
    ...(clientId === undefined ? {} : { clientId }),
    body,
  }));
}

const said = (text: string): EventBody => ({ kind: 'customerMessage', text });
const turn = (upToSeq: number): EventBody => ({
  kind: 'turnHandled',
  upToSeq,
  outcome: 'answer',
  reason: '',
  entities: [],
});

const LOG = logOf(
  ['system', { kind: 'started', channel: 'web', visitorId: 'v' }],
  ['visitor:v', said('一'), 'id-1'],
  ['bot', turn(2)],
  ['visitor:v', said('二'), 'id-2'],
  ['bot', turn(4)],
);
const eventsOf = (log: ConversationEvent[]): Map<string, ConversationEvent[]> => new Map([[ID, log]]);

function ledgerOf(
  change: (first: Written, second: Written, ledger: Ledger) => void = () => undefined,
): Ledger {
  const ledger = new Ledger();
  const write = (clientId: string, text: string): Written =>
    ledger.write({ clientId, text, kind: 'customerMessage', author: 'page', conversationId: ID });
  const [first, second] = [write('id-1', '一'), write('id-2', '二')];
  ledger.acknowledge(first, 2);
  ledger.acknowledge(second, 4);
  change(first, second, ledger);
  return ledger;
}

const without = (seq: number): ConversationEvent[] => LOG.filter((event) => event.seq !== seq);
const changed = (seq: number, change: Partial<ConversationEvent>): ConversationEvent[] =>
  LOG.map((event) => (event.seq === seq ? { ...event, ...change } : event));

describe('what the harnesses check', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(checkWritten(ledgerOf(), eventsOf(LOG))).toEqual([]);
    expect(checkTurns(eventsOf(LOG))).toEqual([]);
  });

  it.each<[name: string, log: ConversationEvent[], ledger: Ledger, fault: RegExp]>([
    ['an acknowledged message that is gone', without(4), ledgerOf(), /^lost: .*id-2/],
    ['a message of nobody', changed(4, { clientId: 'id-9' }), ledgerOf(), /^invented: .*id-9/],
    ['a changed text', changed(4, { body: said('三') }), ledgerOf(), /^changed: .*id-2/],
    ['another place than was acknowledged', LOG, ledgerOf((first) => (first.ackedSeq = 3)), /^moved: .*id-1/],
    [
      'what was refused',
      LOG,
      ledgerOf((_first, second) => (second.refused = 'stale_fence')),
      /^stored though/,
    ],
    [
      'a message under two ids',
      changed(4, { clientId: 'again' }),
      ledgerOf((_first, _second, ledger) => ledger.aliases.set('again', 'id-1')),
      /^doubled: .*id-1/,
    ],
    [
      'the order of one page turned round',
      changed(2, { clientId: 'id-2', body: said('二') }).map((event) =>
        event.seq === 4 ? { ...event, clientId: 'id-1', body: said('一') } : event,
      ),
      ledgerOf((first, second) => {
        first.ackedSeq = 4;
        second.ackedSeq = 2;
      }),
      /^disorder/,
    ],
  ])('finds %s', (_name, log, ledger, fault) => {
    expect(checkWritten(ledger, eventsOf(log))).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });

  it.each([
    ['two turns for one message', changed(5, { body: turn(2) }), /^answered twice/],
    ['a message that no turn has dealt with', LOG.slice(0, 4), /^unanswered/],
    ['a gap', without(3), /^gap/],
  ])('finds %s', (_name, log, fault) => {
    expect(checkTurns(eventsOf(log)).join('\n')).toMatch(fault);
  });

  it.each<[string, (seen: Reading['events']) => Reading['events'], RegExp | undefined]>([
    ['nothing where all is seen', (seen) => seen, undefined],
    ['an event that a reader has missed', (seen) => seen.filter(({ seq }) => seq !== 3), /^disorder/],
    ['an event that was seen twice', (seen) => seen.flatMap((event) => [event, event]), /^disorder/],
    ['a reader who missed the end', (seen) => seen.slice(0, -1), /^incomplete/],
    ['a reader who missed the beginning', (seen) => seen.slice(1), /^incomplete/],
    [
      'another content than is stored',
      (seen) => seen.map((event) => ('body' in event ? { ...event, at: 1 } : event)),
      /^changed/,
    ],
    [
      'events that are not stored',
      (seen) => [...seen, { seq: 6, kind: 'hidden' as const }],
      /^(invented|incomplete)/,
    ],
  ])('finds %s', (_name, change, fault) => {
    const reading = {
      reader: 'page',
      conversationId: ID,
      side: 'customer' as const,
      events: change(LOG.map(toVisible)),
      whole: true,
    };
    const faults = checkReaders([reading], eventsOf(LOG)).join('\n');
    if (fault) expect(faults).toMatch(fault);
    else expect(faults).toBe('');
  });
});
