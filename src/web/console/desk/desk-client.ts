import type { DeskChat, SuggestedArticle } from '../../../channels/agent-desk/schema';
import type { Presence, WrapUpCode } from '../../../handoff/handoff';
import { newClientId } from '../../widget/client-id';
import { isBehind } from '../state/chat-log';
import { initialState, viewOf } from '../state/desk-state';
import type { OutMessage } from '../state/outbox';
import { DeskSocket, type Answer, type ServerAddress, type SocketListener } from './desk-socket';
import type { DeskStorage } from './desk-storage';
import { Drafts, type DraftKind } from './drafts';
import { LogKeeper } from './log-keeper';
import { OutboxStorage } from './outbox-storage';
import { ReplySender } from './reply-sender';
import { Store } from './store';

const TYPING_LASTS_MS = 8000;

/** What the desk can do. Every request answers undefined when done, else why not. */
export class DeskClient {
  readonly store: Store;
  readonly drafts: Drafts;
  private readonly socket: DeskSocket;
  private readonly logs: LogKeeper;
  private readonly sender: ReplySender;
  private selected?: string;
  private readonly typingEnds = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param onSignedOut the session is over, or may be */
  constructor(
    private readonly staffId: string,
    private readonly storage: DeskStorage,
    private readonly now: () => number,
    onSignedOut: () => void,
    server?: ServerAddress,
  ) {
    const saved = new OutboxStorage(storage, `tongda.desk.${staffId}.outbox`);
    this.store = new Store(initialState(saved.load(now())));
    this.store.subscribe(() => saved.save(this.store.get().outbox));
    this.drafts = new Drafts(storage, `tongda.desk.${staffId}`);
    const { store } = this;
    const listener: SocketListener = {
      welcomed: (desk) => {
        store.dispatch({ type: 'welcomed', desk, now: now() });
        this.logs.restart();
        this.follow();
        this.sender.pump();
      },
      disconnected: () => store.dispatch({ type: 'disconnected' }),
      refused: onSignedOut,
      events: {
        desk: (desk) => {
          store.dispatch({ type: 'desk', desk, now: now() });
          this.follow();
        },
        queue: (size) => store.dispatch({ type: 'queue', size }),
        events: ({ conversationId, events }) => {
          store.dispatch({ type: 'batch', conversationId, events });
          this.catchUp(conversationId);
          this.sender.pump();
        },
        top: ({ conversationId, lastSeq }) => {
          store.dispatch({ type: 'top', conversationId, lastSeq });
          this.catchUp(conversationId);
        },
        customerTyping: ({ conversationId, on }) => this.customerTyping(conversationId, on),
        signedOut: onSignedOut,
      },
    };
    this.socket = new DeskSocket(listener, server);
    this.logs = new LogKeeper(store, this.socket, () => this.sender.pump());
    this.sender = new ReplySender(store, this.socket, this.drafts, (id) => this.isReady(id));
  }

  open(): void {
    this.socket.open();
  }

  /** Leaves nothing of customers behind in this browser: for the end of work at it. */
  forget(): void {
    this.storage.clear(`tongda.desk.${this.staffId}.`);
  }

  close(): void {
    this.socket.close();
  }

  retryNow(): void {
    this.socket.retryNow();
  }

  /** Which chat is on the screen: it is followed even if it is not mine. */
  select(handoffId: string | undefined): void {
    this.selected = handoffId;
    this.follow();
  }

  setPresence(state: Presence['state'], capacity: number): Promise<string | undefined> {
    this.store.dispatch({ type: 'presenceChosen', state });
    return this.ask(this.socket.request('presence', { state, capacity }));
  }

  accept({ handoffId, fence }: DeskChat): Promise<string | undefined> {
    return this.ask(this.socket.request('accept', { handoffId, fence }));
  }

  decline({ handoffId, fence }: DeskChat): Promise<string | undefined> {
    return this.ask(this.socket.request('decline', { handoffId, fence }));
  }

  end({ handoffId, fence }: DeskChat): Promise<string | undefined> {
    return this.ask(this.socket.request('end', { handoffId, fence }));
  }

  requeue({ handoffId, fence }: DeskChat): Promise<string | undefined> {
    return this.ask(this.socket.request('requeue', { handoffId, fence }));
  }

  async wrapUp(chat: DeskChat, code: WrapUpCode, note: string): Promise<string | undefined> {
    const { handoffId, fence, conversationId } = chat;
    const problem = await this.ask(this.socket.request('wrapUp', { handoffId, fence, code, note }));
    if (problem === undefined) this.drafts.drop(conversationId);
    return problem;
  }

  /** Takes a message for sending; it is shown at once and sent as soon as that is possible. */
  send(chat: DeskChat, kind: DraftKind, text: string): void {
    const { conversationId, handoffId, fence } = chat;
    this.store.dispatch({
      type: 'written',
      message: {
        clientId: newClientId(),
        conversationId,
        kind,
        handoffId,
        fence,
        text,
        at: this.now(),
        status: { type: 'waiting' },
      },
    });
    this.sender.pump();
  }

  retry(clientId: string): void {
    this.store.dispatch({ type: 'moved', clientId, status: { type: 'waiting' } });
    this.sender.pump();
  }

  /** Takes a message that has not gone out back into the composer. */
  takeBack({ clientId, conversationId, kind, text }: OutMessage): void {
    this.store.dispatch({ type: 'discarded', clientId });
    this.drafts.putBack(conversationId, kind, [text]);
    this.sender.pump();
  }

  loadHistory(conversationId: string): void {
    void this.logs.loadHistory(conversationId);
  }

  /** Tells how far the chat has been read; false when that did not arrive. */
  async markRead(conversationId: string, upToSeq: number): Promise<boolean> {
    this.store.dispatch({ type: 'read', conversationId, upToSeq });
    return (await this.socket.request('read', { conversationId, upToSeq })).ok;
  }

  typing({ handoffId, fence }: Pick<DeskChat, 'handoffId' | 'fence'>, on: boolean): void {
    void this.socket.request('typing', { handoffId, fence, on });
  }

  /** Articles for what the customer last wrote, or for a question; undefined when there was no answer. */
  async suggest(conversationId: string, question?: string): Promise<SuggestedArticle[] | undefined> {
    const answer = await this.socket.request('suggest', { conversationId, question });
    return answer.ok ? answer.data.articles : undefined;
  }

  dismissNotice(handoffId: string): void {
    this.store.dispatch({ type: 'notice', handoffId, text: undefined });
  }

  private async ask(request: Promise<Answer<null>>): Promise<string | undefined> {
    const answer = await request;
    if (answer.ok) return undefined;
    return answer.error?.message ?? '没有连上服务器，请稍后重试。';
  }

  /** Follows the chats that are mine and the one on the screen; forgets what is neither and has nothing unsent. */
  private follow(): void {
    const { chats, desk, outbox, connection } = this.store.get();
    const wanted = new Set(desk?.chats.map((chat) => chat.conversationId));
    const shown = this.selected === undefined ? undefined : chats[this.selected];
    if (shown?.listed) wanted.add(shown.chat.conversationId);
    for (const [id, view] of Object.entries(chats)) {
      const unsent = outbox.some((message) => message.handoffId === id);
      if (!view.listed && id !== this.selected && !unsent)
        this.store.dispatch({ type: 'left', handoffId: id });
    }
    if (connection === 'online') this.logs.follow(wanted);
  }

  private catchUp(conversationId: string): void {
    const view = viewOf(this.store.get(), conversationId);
    if (view && isBehind(view.log)) this.follow();
  }

  private isReady(conversationId: string): boolean {
    const { connection, desk } = this.store.get();
    if (connection !== 'online') return false;
    // A chat that is not mine cannot be opened; the server then says what became of it.
    const mine = desk?.chats.some((chat) => chat.conversationId === conversationId) ?? false;
    return this.logs.isOpen(conversationId) || !mine;
  }

  private customerTyping(conversationId: string, on: boolean): void {
    clearTimeout(this.typingEnds.get(conversationId));
    this.store.dispatch({ type: 'typing', conversationId, on });
    if (!on) return;
    const off = (): void => this.store.dispatch({ type: 'typing', conversationId, on: false });
    this.typingEnds.set(conversationId, setTimeout(off, TYPING_LASTS_MS));
  }
}
