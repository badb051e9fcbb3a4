import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_KINDS, isVisibleTo } from '../../src/conversation/event';

const ROOT = join(__dirname, '../..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** Names of the events of a typed interface, in the order of the file. */
function eventsOf(file: string, name: string): string[] {
  const body = new RegExp(`export interface ${name} \\{\\n([^]*?)\\n\\}`).exec(read(file))?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+): \(/gm)].map(([, event = '']) => event);
}

const sections = new Map(
  read('docs/events.md')
    .split(/^## /m)
    .map((section) => [section.split('\n', 1)[0] ?? '', section]),
);

/** The rows of a section's table, each as its cells; the first one is code. */
function rowsOf(heading: string): string[][] {
  return [...(sections.get(heading) ?? '').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(
    ([, name = '', rest = '']) => [name, ...rest.split('|').map((cell) => cell.trim())],
  );
}

describe('docs/events.md', () => {
  it.each([
    ['Customer to server: namespace `/chat`', 'web-chat', 'ClientToServerEvents'],
    ['Server to customer: namespace `/chat`', 'web-chat', 'ServerToClientEvents'],
    ['Agent to server: namespace `/desk`', 'agent-desk', 'DeskToServerEvents'],
    ['Server to agent: namespace `/desk`', 'agent-desk', 'ServerToDeskEvents'],
  ])('lists under "%s" what %s/schema.ts has in %s', (heading, channel, name) => {
    const events = eventsOf(`src/channels/${channel}/schema.ts`, name);
    expect(events.length).toBeGreaterThan(3);
    expect(rowsOf(heading).map(([event]) => event)).toEqual(events);
  });

  it('lists every kind of event, and who sees it', () => {
    const rows = rowsOf('Kinds of events in a conversation');
    expect(rows.map(([kind, customer]) => [kind, customer])).toEqual(
      EVENT_KINDS.map((kind) => [kind, isVisibleTo('customer', kind) ? 'yes' : 'no']),
    );
  });
});
