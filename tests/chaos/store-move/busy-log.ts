import { SqliteDatabase } from '../../../src/store/sqlite/sqlite-database';
import type { Db } from '../../../src/store/database';
import type { Random } from '../../support/random';

const AT = Date.parse('2026-11-22T12:00:00+08:00');

const STEPS = ['message', 'message', 'message', 'visitor', 'chat', 'people'] as const;

/**
 * Writes into a store without a pause, as a server does and worse: messages, new visitors, locks that change nothing,
 * handoffs that end and begin (one open one a conversation), names that two people exchange, rows that go away.
 */
export class BusyLog {
  /** Acknowledged messages, as `conversation/seq`. */
  readonly acknowledged: string[] = [];
  private readonly database: SqliteDatabase;
  private stopped = false;
  private running?: Promise<void>;
  private steps = 0;

  constructor(
    file: string,
    private readonly random: Random,
    private readonly conversations: string[],
  ) {
    this.database = new SqliteDatabase(file);
  }

  start(): void {
    this.running = this.write();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await this.database.close();
  }

  private async write(): Promise<void> {
    while (!this.stopped) {
      this.steps += 1;
      await this[this.random.pick(STEPS)]();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private async message(): Promise<void> {
    const id = this.random.pick(this.conversations);
    const seq = await this.database.write(async (db) => {
      await db
        .updateTable('conversation')
        .set((eb) => ({ last_seq: eb.ref('last_seq') }))
        .where('id', '=', id)
        .execute();
      const { last_seq: last } = await db
        .updateTable('conversation')
        .set((eb) => ({ last_seq: eb('last_seq', '+', 1), updated_at: AT + this.steps }))
        .where('id', '=', id)
        .returning('last_seq')
        .executeTakeFirstOrThrow();
      await this.event(db, id, last);
      return last;
    });
    this.acknowledged.push(`${id}/${seq}`);
  }

  private async event(db: Db, id: string, seq: number): Promise<void> {
    const body = JSON.stringify({ kind: 'customerMessage', text: `第${this.steps}步 “引号” \\ 😀` });
    await db
      .insertInto('event')
      .values({
        conversation_id: id,
        seq,
        at: AT + this.steps,
        sender: 'visitor:busy',
        client_id: `busy-${this.steps}`,
        kind: 'customerMessage',
        body,
      })
      .execute();
    await db
      .insertInto('due_work')
      .values({
        kind: 'turn',
        ref: id,
        due_at: AT,
        fence: 1,
        held_until: 0,
        held_by: '',
        attempts: 0,
        payload: '',
      })
      .onConflict((conflict) =>
        conflict.columns(['kind', 'ref']).doUpdateSet((eb) => ({ fence: eb('due_work.fence', '+', 1) })),
      )
      .execute();
    if (this.random.chance(0.5)) await db.deleteFrom('due_work').where('ref', '=', id).execute();
  }

  private async visitor(): Promise<void> {
    const id = `busy-conversation-${this.steps}`;
    await this.database.write(async (db) => {
      await db
        .insertInto('conversation')
        .values({
          id,
          channel: 'web',
          visitor_id: id,
          created_at: AT,
          updated_at: AT,
          last_seq: 1,
          owner: 'bot',
          indexed_seq: 1,
          last_text: '',
        })
        .execute();
      await this.event(db, id, 1);
    });
    this.acknowledged.push(`${id}/1`);
    this.conversations.push(id);
  }

  /** Ends the open handoff of a conversation and begins another: a copy of two times would hold two open ones. */
  private async chat(): Promise<void> {
    const id = this.random.pick(this.conversations);
    await this.database.write(async (db) => {
      await db
        .updateTable('handoff')
        .set({ state: 'closed', agent_id: null })
        .where('conversation_id', '=', id)
        .execute();
      await db
        .insertInto('handoff')
        .values({
          // In no order of time: a copy by pages meets new ones before and behind where it is.
          id: `handoff-${this.random.between(0, 2 ** 30)}-${this.steps}`,
          conversation_id: id,
          channel: 'web',
          state: 'queued',
          reason: 'asked',
          summary: '{}',
          priority: 0,
          requested_at: AT,
          queued_at: AT,
          assigned_at: null,
          ended_at: null,
          agent_id: null,
          fence: this.steps,
          offer_until: null,
          passed_by: '[]',
          wrap_up_code: null,
          wrap_up_note: null,
          rating: null,
          rating_comment: null,
        })
        .execute();
    });
  }

  /** Two of the staff exchange their names, which are unique. */
  private async people(): Promise<void> {
    await this.database.write(async (db) => {
      const staff = await db.selectFrom('staff').select(['id', 'username']).limit(2).execute();
      const [one, other] = staff;
      if (!one || !other) {
        const id = `staff-${this.steps}`;
        await db
          .insertInto('staff')
          .values({
            id,
            username: id,
            display_name: '小王',
            roles: '[]',
            password_hash: 'hash',
            disabled: 0,
            created_at: AT,
            updated_at: AT,
          })
          .execute();
        return;
      }
      const name = async (who: string, username: string): Promise<void> => {
        await db.updateTable('staff').set({ username }).where('id', '=', who).execute();
      };
      await name(one.id, 'nobody');
      await name(other.id, one.username);
      await name(one.id, other.username);
    });
  }
}
