import type { ChatState } from './state';

const FLASH_MS = 1000;

/**
 * Draws attention to messages that come while the page is not looked at: the title flashes for an agent's, and a page
 * that embeds the chat is told the number for its launcher.
 */
export class Attention {
  private readonly title = document.title;
  private seen = 0;
  private unread = 0;
  private agentSeq = 0;
  private flashing?: ReturnType<typeof setInterval>;

  constructor() {
    document.addEventListener('visibilitychange', () => this.look());
    // A launcher that opens the chat gives it the focus.
    window.addEventListener('focus', () => this.look());
  }

  /** Takes a new state. Messages of the first page are not news. */
  update({ transcript, log }: ChatState): void {
    const newest = Math.max(transcript.lastBotSeq, transcript.lastAgentSeq);
    const first = log.cursor > 0 && this.seen === 0;
    if (newest > this.seen && !first && !isLookedAt()) {
      this.unread += transcript.items.filter(
        (item) => (item.type === 'bot' || item.type === 'agent') && item.seq > this.seen,
      ).length;
      if (transcript.lastAgentSeq > this.agentSeq) this.flash();
      this.tellEmbedder();
    }
    this.agentSeq = transcript.lastAgentSeq;
    if (log.cursor > 0) this.seen = Math.max(this.seen, newest, 1);
  }

  private look(): void {
    if (!isLookedAt() || (this.unread === 0 && this.flashing === undefined)) return;
    clearInterval(this.flashing);
    this.flashing = undefined;
    document.title = this.title;
    this.unread = 0;
    this.tellEmbedder();
  }

  private flash(): void {
    let on = false;
    const turn = (): void => {
      on = !on;
      document.title = on ? '【新消息】客服回复了您' : this.title;
    };
    clearInterval(this.flashing);
    turn();
    this.flashing = setInterval(turn, FLASH_MS);
  }

  private tellEmbedder(): void {
    // Any page may embed us that the content policy allows; a number is no secret.
    if (window.parent !== window) window.parent.postMessage({ tongda: 'unread', count: this.unread }, '*');
  }
}

function isLookedAt(): boolean {
  // A frame that the embedding page has hidden is "visible", but lays nothing out.
  return document.visibilityState === 'visible' && document.body.offsetHeight > 0;
}
