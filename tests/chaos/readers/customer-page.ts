import { toVisible } from '../../../src/channels/web-chat/render';
import type { ConversationEvent } from '../../../src/conversation/event';
import { ChatClient } from '../../../src/web/widget/chat-client';
import { OutboxStorage } from '../../../src/web/widget/outbox-storage';
import { visitorToken } from '../../../src/web/widget/visitor-token';
import type { Reader } from './reader';
import { SeenLog } from './seen-log';
import { StaleWatch } from './stale-watch';
import { TabStorage } from './tab-storage';

/** One page of a customer: the widget's own client, and the person before it. */
export class CustomerPage implements Reader {
  readonly seen: SeenLog;
  readonly stale = new StaleWatch();
  readonly written: string[] = [];
  readonly promised = new Set<string>();
  readonly tappedAgain = new Set<string>();
  private tab: TabStorage;
  private client: ChatClient;

  /** @param browser the storage that all pages of this customer share */
  constructor(
    name: string,
    private readonly browser: Map<string, string>,
    private readonly url: string,
  ) {
    this.seen = new SeenLog(name);
    this.tab = new TabStorage(browser);
    this.client = this.openClient();
  }

  /** The secret of the visitor. */
  get token(): string {
    return visitorToken(this.tab);
  }

  get isOnline(): boolean {
    return this.client.state.connection === 'online';
  }

  get cursor(): number {
    return this.client.state.log.cursor;
  }

  private get firstSeq(): number {
    return this.client.state.log.events[0]?.seq ?? 0;
  }

  get unsent(): number {
    return this.client.state.outbox.length;
  }

  say(text: string): void {
    this.client.composing(text);
    this.client.send(text);
    this.written.push(text);
  }

  /** The person has seen everything so far. */
  read(): void {
    this.client.markRead(this.cursor);
  }

  /** Taps 重试 on every message that has failed. */
  tapAgain(): void {
    if (!this.isOnline) return;
    for (const { clientId, status, text } of this.client.state.outbox) {
      if (status.type !== 'failed') continue;
      this.tappedAgain.add(text);
      this.client.retry(clientId);
    }
  }

  /** Closes the page and opens it again. */
  reload(): void {
    this.close();
    this.tab = new TabStorage(this.browser);
    this.seen.opened();
    this.stale.opened();
    this.client = this.openClient();
  }

  async loadAll(): Promise<void> {
    for (let first = -1; !this.client.state.log.complete && this.firstSeq !== first;) {
      first = this.firstSeq;
      await this.client.loadHistory();
    }
  }

  compare(database: readonly ConversationEvent[]): void {
    this.seen.compare(database.map(toVisible));
    const { items } = this.client.state.transcript;
    const texts = items.flatMap((item) => (item.type === 'customer' ? [item.text] : []));
    if (new Set(texts).size !== texts.length) this.seen.complain('shows a message twice');
  }

  isOwn({ sender }: ConversationEvent): boolean {
    return sender.startsWith('visitor:');
  }

  close(): void {
    this.tab.close();
    this.client.close();
  }

  private openClient(): ChatClient {
    const token = visitorToken(this.tab);
    const client = new ChatClient(token, new OutboxStorage(this.tab), Date.now, this.url);
    client.subscribe(({ connection, log, outbox, transcript }) => {
      if (client !== this.client) return;
      this.seen.see(log.events);
      this.stale.saw(connection === 'online');
      for (const item of transcript.items) if (item.type === 'customer') this.promised.add(item.text);
      for (const { clientId, text, status } of outbox) {
        if (status.type === 'sent') this.promised.add(text);
        if (transcript.clientIds.has(clientId)) this.seen.complain(`shows ${text} sent and unsent`);
      }
    });
    client.open();
    return client;
  }
}
