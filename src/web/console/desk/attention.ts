import type { DeskView } from '../state/desk-state';
import { unreadOf } from '../state/chat-view';
import { REASON_LABELS } from '../state/labels';
import type { DeskStorage } from './desk-storage';
import { Chime } from './chime';

const RING_EVERY_MS = 4000;
const FLASH_EVERY_MS = 1000;
const MUTED_KEY = 'tongda.desk.muted';

/** Draws attention: rings while there is an offer, a soft tone for a customer's message, the title, a notification. */
export class Attention {
  private readonly title = document.title;
  private readonly chime = new Chime();
  private readonly announced = new Set<string>();
  private unread = 0;
  private offers = 0;
  private ringing?: ReturnType<typeof setInterval>;
  private flashing?: ReturnType<typeof setInterval>;

  constructor(private readonly storage: DeskStorage) {}

  isMuted(): boolean {
    return this.storage.get(MUTED_KEY) === '1';
  }

  mute(muted: boolean): void {
    if (muted) this.storage.set(MUTED_KEY, '1');
    else this.storage.remove(MUTED_KEY);
  }

  /** Asks for system notifications; to be called from a click. */
  askToNotify(): void {
    if ('Notification' in window && Notification.permission === 'default')
      void Notification.requestPermission();
  }

  /** Takes a new state. */
  update({ desk, chats }: DeskView): void {
    const offers = desk?.offers ?? [];
    for (const offer of offers) {
      const key = `${offer.handoffId}:${offer.fence}`;
      if (this.announced.has(key)) continue;
      this.announced.add(key);
      this.notify(`新会话：${REASON_LABELS[offer.reason]}`, offer.summary.utterance, key);
    }
    const mine = Object.values(chats).filter((view) => view.listed && view.chat.state === 'assigned');
    const unread = mine.reduce((sum, view) => sum + unreadOf(view), 0);
    if (unread > this.unread && !this.isMuted() && offers.length === 0) this.chime.soft();
    this.unread = unread;
    if (offers.length !== this.offers) this.ring(offers.length);
    if (this.flashing === undefined) document.title = this.calmTitle();
  }

  /** Falls silent for good. */
  stop(): void {
    this.offers = 0;
    clearInterval(this.ringing);
    clearInterval(this.flashing);
    this.flashing = undefined;
    this.chime.close();
    document.title = this.title;
  }

  private ring(offers: number): void {
    const more = offers > this.offers;
    this.offers = offers;
    clearInterval(this.ringing);
    clearInterval(this.flashing);
    this.flashing = undefined;
    document.title = this.calmTitle();
    if (offers === 0) return;
    const sound = (): void => void (this.isMuted() || this.chime.loud());
    if (more) sound();
    this.ringing = setInterval(sound, RING_EVERY_MS);
    let on = false;
    const flash = (): void => {
      on = !on;
      document.title = on ? `【新会话 ${this.offers}】请接入` : this.calmTitle();
    };
    flash();
    this.flashing = setInterval(flash, FLASH_EVERY_MS);
  }

  private calmTitle(): string {
    return this.unread > 0 ? `(${this.unread}) ${this.title}` : this.title;
  }

  private notify(title: string, body: string, tag: string): void {
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    try {
      const notification = new Notification(title, { body, tag });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
    } catch {
      // Phones know the constructor and refuse it; the card and the sound remain.
    }
  }
}
