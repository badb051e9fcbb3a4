import { sql, type CompiledQuery } from 'kysely';
import type { ConversationId } from '../../src/conversation/id';
import type { Database, Db } from '../../src/store/database';
import { ConversationTable } from '../../src/store/tables/conversation-table';
import { InboxTable } from '../../src/store/tables/inbox-table';
import { MessageIndexTable } from '../../src/store/tables/message-index-table';
import { TrackerSnapshotTable } from '../../src/store/tables/tracker-snapshot-table';
import { databaseKinds, type TestDatabase } from '../support/databases';

type Query = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** Every query that `work` sends, as the database gets it. */
async function queriesOf(database: Database, work: (db: Db) => Promise<unknown>): Promise<Query[]> {
  const sent: Query[] = [];
  const { admin } = database;
  const observed = admin.withPlugin({
    transformQuery: ({ node, queryId }) => {
      const query = admin.getExecutor().compileQuery(node, queryId);
      // A prepared query is compiled with places for its arguments; it is sent by `executeQuery` below.
      const isWhole = query.parameters.every((value) => typeof value !== 'object' || value === null);
      if (isWhole) sent.push(query);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const executeQuery: Db['executeQuery'] = (query) => {
    const compiled = 'compile' in query ? query.compile() : query;
    sent.push(compiled);
    return admin.executeQuery(compiled);
  };
  await work(Object.assign(observed, { executeQuery }));
  return sent;
}

/** How the database goes about a query, one step a line. */
async function planOf(database: Database, query: Query): Promise<string[]> {
  const isSqlite = database.dialect === 'sqlite';
  const explained: CompiledQuery = {
    ...sql`select 1`.compile(database.admin),
    sql: `${isSqlite ? 'explain query plan' : 'explain'} ${query.sql}`,
    parameters: query.parameters,
  };
  return database.admin.transaction().execute(async (db) => {
    // A few rows would all be read whatever indexes there are.
    if (!isSqlite) await sql`set local enable_seqscan = off`.execute(db);
    const { rows } = await db.executeQuery<Record<string, string>>(explained);
    return rows.map((row) => row.detail ?? row['QUERY PLAN'] ?? '');
  });
}

const ID = 'conversation-7' as ConversationId;
const PAGE = 50;
const START = 1_700_000_000_000;
const PLACE = { updatedAt: START + 2000, id: ID };
const CONVERSATIONS = 3000;

/** What people wait for: the query, and the indexes that may be used on each database. */
const READS: [
  name: string,
  sqlite: RegExp,
  postgres: RegExp,
  (db: Db, database: Database) => Promise<unknown>,
][] = [
  [
    'a conversation',
    /sqlite_autoindex_conversation_1/,
    /conversation_pkey/,
    (db, { dialect }) => new ConversationTable(db, dialect).find(ID),
  ],
  [
    'a visitor’s conversation',
    /sqlite_autoindex_conversation_2/,
    /conversation_visitor/,
    (db, { dialect }) => new ConversationTable(db, dialect).findByVisitor('web', 'visitor-1'),
  ],
  [
    'events after',
    /sqlite_autoindex_event_1/,
    /event_pk/,
    (db, { dialect }) => new ConversationTable(db, dialect).eventsAfter(ID, 5, PAGE),
  ],
  [
    'events before',
    /sqlite_autoindex_event_1/,
    /event_pk/,
    (db, { dialect }) => new ConversationTable(db, dialect).eventsBefore(ID, 5, PAGE),
  ],
  [
    'an event by its client id',
    /sqlite_autoindex_event_2/,
    /event_client/,
    (db, { dialect }) => new ConversationTable(db, dialect).findByClientId(ID, 'visitor:v', 'client'),
  ],
  [
    'a snapshot',
    /autoindex_tracker_snapshot_1/,
    /tracker_snapshot_pkey/,
    (db) => new TrackerSnapshotTable(db).find(ID),
  ],
  ['the inbox', /conversation_updated/, /conversation_updated/, (db) => new InboxTable(db).page({}, PAGE)],
  [
    'the inbox, further',
    /conversation_updated/,
    /conversation_updated/,
    (db) => new InboxTable(db).page({}, PAGE, PLACE),
  ],
  [
    'the bot’s inbox',
    /conversation_updated/,
    /conversation_updated/,
    (db) => new InboxTable(db).page({ owner: 'bot' }, PAGE, PLACE),
  ],
  [
    'the queue’s inbox',
    /conversation_people/,
    /conversation_people/,
    (db) => new InboxTable(db).page({ owner: 'queue' }, PAGE, PLACE),
  ],
  [
    'a channel’s inbox',
    /conversation_channel/,
    /conversation_channel/,
    (db) => new InboxTable(db).page({ channel: 'rest' }, PAGE, PLACE),
  ],
  [
    'conversations behind the index',
    /conversation_behind/,
    /conversation_behind/,
    (db, { dialect }) => new MessageIndexTable(db, dialect).unindexed(PAGE),
  ],
  [
    'the events of hits',
    /sqlite_autoindex_event_1/,
    /event_pk/,
    (db, { dialect }) =>
      new MessageIndexTable(db, dialect).eventsAt([
        { conversationId: ID, seq: 1 },
        { conversationId: ID, seq: 9 },
      ]),
  ],
  [
    'a search',
    /VIRTUAL TABLE INDEX|indexed_message USING INTEGER PRIMARY KEY|autoindex_indexed_message/,
    /indexed_message_pkey|indexed_message_terms/,
    (db, { dialect }) => new MessageIndexTable(db, dialect).search({ terms: ['流量', '话费'], limit: 20 }),
  ],
  [
    'a search within a conversation and a time',
    /VIRTUAL TABLE INDEX|indexed_message USING INTEGER PRIMARY KEY|autoindex_indexed_message/,
    /indexed_message_terms/,
    (db, { dialect }) =>
      new MessageIndexTable(db, dialect).search({
        terms: ['流量'],
        conversationId: ID,
        from: 1_600_000_000_000,
        to: 1_700_000_000_000,
        limit: 20,
      }),
  ],
];

describe.each(databaseKinds())('query plans of $name', ({ create }) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await create();
    const { database } = test;
    const rows = Array.from({ length: CONVERSATIONS }, (_, nth) => ({
      id: `conversation-${nth}`,
      channel: nth % 100 === 0 ? 'rest' : 'web',
      visitor_id: `visitor-${nth}`,
      created_at: START + nth,
      updated_at: START + nth,
      last_seq: 1,
      owner: nth % 500 === 0 ? 'queue' : 'bot',
      indexed_seq: nth % 700 === 0 ? 0 : 1,
      last_text: '流量',
    }));
    await database.write(async (db) => {
      for (let at = 0; at < rows.length; at += 500) {
        const part = rows.slice(at, at + 500);
        await db.insertInto('conversation').values(part).execute();
        const body = JSON.stringify({ kind: 'customerMessage', text: '流量' });
        await db
          .insertInto('event')
          .values(
            part.flatMap(({ id, created_at }) =>
              Array.from({ length: id === ID ? 400 : 3 }, (_, before) => before + 1).map((seq) => ({
                conversation_id: id,
                seq,
                at: created_at,
                sender: 'visitor:v',
                client_id: `client-${seq}`,
                kind: 'customerMessage',
                body,
              })),
            ),
          )
          .execute();
      }
      const messages = new MessageIndexTable(db, database.dialect);
      for (const { id, created_at } of rows) {
        const message = { seq: 1, at: created_at, kind: 'customerMessage', terms: ['流量'] } as const;
        await messages.add(id as ConversationId, [message]);
      }
    });
    // SQLite keeps no statistics of its own accord, PostgreSQL does.
    if (database.dialect === 'postgres')
      await sql`vacuum analyze conversation, event, indexed_message`.execute(database.admin);
  }, 60_000);
  afterAll(() => test.destroy());

  it.each(READS)('%s is read by its index', async (_, sqlite, postgres, work) => {
    const { database } = test;
    const queries = await queriesOf(database, (db) => work(db, database));
    expect(queries).not.toHaveLength(0);
    for (const query of queries) {
      const plan = await planOf(database, query);
      const reads = plan.filter((step) =>
        database.dialect === 'sqlite'
          ? /^(SCAN|SEARCH) /.test(step)
          : /Scan/.test(step) && !/CTE Scan|Subquery Scan|Bitmap Heap Scan/.test(step),
      );
      expect(reads).not.toHaveLength(0);
      for (const step of reads) {
        expect(step).toMatch(database.dialect === 'sqlite' ? sqlite : postgres);
      }
      expect(plan.join('\n')).not.toMatch(/Seq Scan|TEMP B-TREE/);
    }
  });
});
