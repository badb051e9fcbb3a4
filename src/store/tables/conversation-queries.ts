import { Prepared } from '../prepared';
import type { Schema } from '../schema';
import { locking } from './row-lock';

// What every message needs, compiled once.

type ConversationRow = Schema['conversation'];
type EventRow = Schema['event'];

/** Locks by channel and visitor. */
export const LOCK_BY_VISITOR = new Prepared<[channel: string, visitorId: string], ConversationRow>(
  (db, place) =>
    locking(
      db,
      db
        .selectFrom('conversation')
        .selectAll()
        .where('channel', '=', place(0))
        .where('visitor_id', '=', place(1)),
    ),
);

/** Locks by id. */
export const LOCK_BY_ID = new Prepared<[id: string], ConversationRow>((db, place) =>
  locking(db, db.selectFrom('conversation').selectAll().where('id', '=', place(0))),
);

/** Events of a conversation after a seq, oldest first. */
export const EVENTS_AFTER = new Prepared<[id: string, afterSeq: number, limit: number], EventRow>(
  (db, place) =>
    db
      .selectFrom('event')
      .selectAll()
      .where('conversation_id', '=', place(0))
      .where('seq', '>', place(1))
      .orderBy('seq')
      .limit(place(2)),
);

/** The values of an event's row, in the order of `INSERT_EVENT`. */
export type EventValues = [
  conversationId: string,
  seq: number,
  at: number,
  sender: string,
  clientId: string | null,
  kind: string,
  body: string,
];

/** Inserts an event, unless its sender has given its client id to another before. */
export const INSERT_EVENT = new Prepared<EventValues, unknown>((db, place) =>
  db
    .insertInto('event')
    .values({
      conversation_id: place(0),
      seq: place(1),
      at: place(2),
      sender: place(3),
      client_id: place(4),
      kind: place(5),
      body: place(6),
    })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'sender', 'client_id']).doNothing()),
);

/** Moves a conversation on; without a new text the last one stays. */
export const MOVE_ON = new Prepared<
  [lastSeq: number, updatedAt: number, owner: string, lastText: string | null, id: string],
  unknown
>((db, place) =>
  db
    .updateTable('conversation')
    .set((eb) => ({
      last_seq: place(0),
      updated_at: place(1),
      owner: place(2),
      last_text: eb.fn.coalesce(eb.val<string>(place(3)), 'last_text'),
    }))
    .where('id', '=', place(4)),
);
