import { randomUUID } from 'node:crypto';
import type { DeskChat, DeskState } from '../../../src/channels/agent-desk/schema';
import type { ConversationEvent } from '../../../src/conversation/event';
import type { Random } from '../../support/random';
import { sleep } from '../until';
import { DeskConnection, type DeskOptions, type Reply } from './desk-connection';
import type { Ledger, Written } from './ledger';

/** How an agent works. */
export interface AgentHabits {
  capacity: number;
  /** Of the customer's messages, how many are answered, and how many get a note. */
  replies: number;
  notes: number;
  /** Ends a talk after so many replies. */
  talk: readonly [least: number, most: number];
  /** Of the offers, how many are let pass. */
  declines: number;
}

type Task =
  | { kind: 'write'; event: 'reply' | 'note'; chat: Held; written: Written }
  | { kind: 'act'; event: string; input: object };

interface Held {
  handoffId: string;
  fence: number;
}

/** What an answer of the server to a command means for a command that is sent until it is answered. */
const SETTLED = new Set(['stale_fence', 'offer_gone', 'illegal_move', 'not_found', 'over_capacity']);
const PAUSE_MS = 200;
/** Commands that may be under way at once. */
const LANES = 8;

/** An agent at the desk: takes offers, answers customers, writes notes, ends talks and wraps them up. */
export class Agent {
  readonly desk: DeskConnection;
  /** From now on nothing new is begun. */
  resting = false;
  private readonly seen = new Set<string>();
  private readonly answered = new Map<string, number>();
  private readonly left = new Map<string, number>();
  private readonly lanes = Array.from({ length: LANES }, () => ({ tasks: [] as Task[], busy: false }));

  constructor(
    url: string,
    cookie: string,
    readonly name: string,
    private readonly ledger: Ledger,
    private readonly random: Random,
    private readonly habits: AgentHabits,
    options: DeskOptions,
  ) {
    this.desk = new DeskConnection(url, cookie, name, ledger, options, {
      onReady: () => this.lanes.forEach((_lane, index) => void this.pump(index)),
      onState: (state) => this.look(state),
      onEvents: (conversationId, events) => this.hear(conversationId, events),
    });
  }

  /** Commands that are not settled yet. */
  get unsettled(): number {
    return this.lanes.reduce((sum, { tasks, busy }) => sum + Math.max(tasks.length, busy ? 1 : 0), 0);
  }

  close(): void {
    this.desk.close();
  }

  private look(state: DeskState): void {
    if (state.presence.state !== 'online' && !this.resting) {
      const input = { state: 'online', capacity: this.habits.capacity };
      void this.desk.request('presence', input).catch(() => undefined);
    }
    for (const offer of state.offers) this.once(`offer ${keyOf(offer)}`, () => this.takeOrPass(offer));
    const held = new Set(state.chats.map(({ conversationId }) => conversationId));
    for (const { conversationId } of state.chats) this.desk.follow(conversationId);
    for (const conversationId of this.desk.followed) {
      if (!held.has(conversationId)) this.desk.letGo(conversationId);
    }
    for (const chat of state.chats) {
      if (chat.state === 'assigned')
        this.hear(chat.conversationId, this.desk.logs.get(chat.conversationId)?.events ?? []);
      // Also after a crash that swallowed the first try.
      if (chat.state === 'wrapUp') this.once(`wrap ${keyOf(chat)}`, () => this.wrapUp(chat));
    }
  }

  private takeOrPass({ handoffId, fence, conversationId }: DeskChat): void {
    const event = this.random.chance(this.habits.declines) ? 'decline' : 'accept';
    this.push(conversationId, { kind: 'act', event, input: { handoffId, fence } });
  }

  private wrapUp({ handoffId, fence, conversationId }: DeskChat): void {
    if (this.random.chance(0.5)) this.say(conversationId, { handoffId, fence }, 'note');
    const input = { handoffId, fence, code: 'solved', note: '已处理' };
    this.push(conversationId, { kind: 'act', event: 'wrapUp', input });
  }

  /** Answers what the customer has said since the last answer. */
  private hear(conversationId: string, events: readonly ConversationEvent[]): void {
    const chat = this.desk.state?.chats.find((held) => held.conversationId === conversationId);
    if (chat?.state !== 'assigned') return;
    const from = this.answered.get(conversationId) ?? 0;
    const heard = events.filter(({ seq, body }) => seq > from && body.kind === 'customerMessage');
    const last = heard.at(-1);
    if (!last) return;
    this.answered.set(conversationId, last.seq);
    const key = keyOf(chat);
    let left = this.left.get(key) ?? this.random.between(...this.habits.talk);
    for (let i = 0; i < heard.length && left > 0; i += 1) {
      if (this.random.chance(this.habits.notes)) this.say(conversationId, chat, 'note');
      if (!this.random.chance(this.habits.replies)) continue;
      this.say(conversationId, chat, 'reply');
      left -= 1;
    }
    this.left.set(key, left);
    const { handoffId, fence } = chat;
    if (left === 0) {
      this.once(`end ${key}`, () =>
        this.push(conversationId, { kind: 'act', event: 'end', input: { handoffId, fence } }),
      );
    }
  }

  private say(conversationId: string, { handoffId, fence }: Held, event: 'reply' | 'note'): void {
    const written = this.ledger.write({
      clientId: randomUUID(),
      kind: event === 'reply' ? 'agentMessage' : 'note',
      text: event === 'reply' ? `您好，${this.name}正在为您查询` : '顾客比较着急',
      author: `${this.name} ${conversationId}`,
      conversationId,
    });
    this.push(conversationId, { kind: 'write', event, chat: { handoffId, fence }, written });
  }

  private once(key: string, run: () => void): void {
    if (this.seen.has(key)) return;
    this.seen.add(key);
    run();
  }

  /** What belongs to one conversation goes through one lane, so that it stays in order. */
  private push(conversationId: string, task: Task): void {
    const index = Number.parseInt(conversationId.slice(-4), 16) % LANES || 0;
    this.lanes[index]!.tasks.push(task);
    void this.pump(index);
  }

  private async pump(index: number): Promise<void> {
    const lane = this.lanes[index]!;
    if (lane.busy) return;
    lane.busy = true;
    try {
      for (;;) {
        const [next] = lane.tasks;
        if (!next || !this.desk.ready) return;
        if (await this.perform(next)) lane.tasks.shift();
        else await sleep(PAUSE_MS);
      }
    } finally {
      lane.busy = false;
    }
  }

  /** One attempt; false when it has to be sent again. */
  private async perform(task: Task): Promise<boolean> {
    let reply: Reply<{ seq: number } | null>;
    try {
      if (task.kind === 'write') {
        const { chat, written } = task;
        written.attempts += 1;
        written.lastSentAt = Date.now();
        const { clientId, text } = written;
        reply = await this.desk.request(task.event, { ...chat, clientId, text });
      } else reply = await this.desk.request(task.event, task.input);
    } catch {
      return false;
    }
    if (reply.ok) {
      if (task.kind === 'write') this.ledger.acknowledge(task.written, (reply.data as { seq: number }).seq);
      return true;
    }
    this.ledger.countRefusal(reply.error.code);
    if (!SETTLED.has(reply.error.code)) return false;
    if (task.kind === 'write') this.ledger.refuse(task.written, reply.error.code);
    return true;
  }
}

const keyOf = ({ handoffId, fence }: Held): string => `${handoffId} ${fence}`;
