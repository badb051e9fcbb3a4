import type { DeskChat } from '../../../src/channels/agent-desk/schema';
import type { ConversationEvent } from '../../../src/conversation/event';
import { DeskClient } from '../../../src/web/console/desk/desk-client';
import type { ChatView } from '../../../src/web/console/state/chat-view';
import { sleep } from '../until';
import type { Reader } from './reader';
import { SeenLog } from './seen-log';
import { StaleWatch } from './stale-watch';
import { TabStorage } from './tab-storage';

const FINISH_TRIES = 40;

/** Who is signed in at a desk. */
export interface DeskAccount {
  staffId: string;
  cookie: string;
}

/** One agent's console: its own client, and the person before it, who serves one chat. */
export class AgentDesk implements Reader {
  readonly seen: SeenLog;
  readonly stale = new StaleWatch();
  readonly written: string[] = [];
  readonly promised = new Set<string>();
  readonly tappedAgain = new Set<string>();
  private readonly browser = new Map<string, string>();
  private tab = new TabStorage(this.browser);
  private client: DeskClient;
  private handoffId?: string;

  constructor(
    name: string,
    private readonly account: DeskAccount,
    private readonly url: string,
  ) {
    this.seen = new SeenLog(name);
    this.client = this.openClient();
  }

  get isOnline(): boolean {
    return this.client.store.get().connection === 'online';
  }

  get cursor(): number {
    return this.view?.log.cursor ?? 0;
  }

  get unsent(): number {
    return this.client.store.get().outbox.length;
  }

  /** A chat that is offered to this agent. */
  get offer(): DeskChat | undefined {
    return this.client.store.get().desk?.offers[0];
  }

  /** Whether the chat is this agent's. */
  get isServing(): boolean {
    return this.view?.listed === true && this.view.chat.state === 'assigned';
  }

  /** Takes one chat at a time, or none. Errors: a text, as the agent would see it. */
  setPresence(state: 'online' | 'offline'): Promise<string | undefined> {
    return this.client.setPresence(state, 1);
  }

  /** Takes the offer, and puts the chat on the screen. */
  async accept(offer: DeskChat): Promise<string | undefined> {
    this.handoffId = offer.handoffId;
    this.client.select(offer.handoffId);
    return this.client.accept(offer);
  }

  /**
   * Takes no more chats, ends the talk and writes the wrap-up, each again while the desk shows that it is not done.
   * Errors: what the agent was told last.
   */
  async finish(): Promise<void> {
    let told: string | undefined;
    for (let tries = 0; tries < FINISH_TRIES; tries += 1) {
      const { desk } = this.client.store.get();
      const chat = desk?.chats[0];
      if (desk?.presence.state !== 'offline') told = await this.setPresence('offline');
      else if (chat?.state === 'assigned') told = await this.client.end(chat);
      else if (chat?.state === 'wrapUp') told = await this.client.wrapUp(chat, 'solved', '');
      else return;
      // The desk is shown anew soon after each step.
      await sleep(300);
    }
    throw new Error(`cannot finish: ${told}`);
  }

  /** Every fourth text is a note, which only the staff may see. */
  say(text: string): void {
    const chat = this.view?.chat;
    // A console that has just been opened shows no composer yet.
    if (!chat) return;
    this.client.typing(chat, true);
    this.client.send(chat, this.written.length % 4 === 3 ? 'note' : 'reply', text);
    this.written.push(text);
  }

  read(): void {
    if (this.view) void this.client.markRead(this.view.chat.conversationId, this.cursor);
  }

  tapAgain(): void {
    for (const { clientId, text, status } of this.client.store.get().outbox) {
      if (status.type !== 'failed' || !this.isOnline) continue;
      this.tappedAgain.add(text);
      this.client.retry(clientId);
    }
  }

  reload(): void {
    this.close();
    this.tab = new TabStorage(this.browser);
    this.seen.opened();
    this.stale.opened();
    this.client = this.openClient();
    this.client.select(this.handoffId);
  }

  async loadAll(): Promise<void> {
    for (let turn = 0; turn < 40 && this.view?.log.complete === false; turn += 1) {
      this.client.loadHistory(this.view.chat.conversationId);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  compare(database: readonly ConversationEvent[]): void {
    this.seen.compare(database);
    if (!this.isServing) this.seen.complain('no longer has the chat');
  }

  isOwn({ sender, body }: ConversationEvent): boolean {
    return sender.startsWith('agent:') && (body.kind === 'agentMessage' || body.kind === 'note');
  }

  close(): void {
    this.tab.close();
    this.client.close();
  }

  private get view(): ChatView | undefined {
    return this.handoffId === undefined ? undefined : this.client.store.get().chats[this.handoffId];
  }

  private openClient(): DeskClient {
    const { staffId, cookie } = this.account;
    const signedOut = (): void => undefined;
    const server = { origin: this.url, headers: { cookie } };
    const client = new DeskClient(staffId, this.tab, Date.now, signedOut, server);
    client.store.subscribe(() => client === this.client && this.look());
    client.open();
    return client;
  }

  private look(): void {
    const { connection, outbox } = this.client.store.get();
    this.stale.saw(connection === 'online');
    const { view } = this;
    if (!view) return;
    this.seen.see(view.log.events);
    if (view.notice !== undefined) this.seen.complain(`is told ${view.notice}`);
    for (const item of view.transcript.items) {
      if ((item.type === 'agent' || item.type === 'note') && item.mine) this.promised.add(item.text);
    }
    for (const { clientId, text, status } of outbox) {
      if (status.type === 'sent') this.promised.add(text);
      if (view.transcript.clientIds.has(clientId)) this.seen.complain(`shows ${text} sent and unsent`);
    }
  }
}
