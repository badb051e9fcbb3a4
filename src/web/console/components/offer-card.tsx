/** @jsxImportSource react */
import { Button } from 'antd';
import { useState } from 'react';
import type { DeskChat } from '../../../channels/agent-desk/schema';
import { channelLabel } from '../state/labels';
import { Elapsed, useServerNow } from './clocks';
import { ReasonTag } from './reason-tag';
import { SummaryList } from './summary-list';

interface OfferCardProps {
  offer: DeskChat;
  /** The one that the shortcuts are for. */
  first: boolean;
  busy: boolean;
  disabled: boolean;
  onAccept: () => void;
  onDecline: () => void;
  onLook: () => void;
}

/** A chat on offer: why, what was said and tried, how long it has waited, and how long is left to decide. */
export function OfferCard({ offer, first, busy, disabled, onAccept, onDecline, onLook }: OfferCardProps) {
  return (
    <article
      className={`offer is-${offer.reason} ${first ? 'is-first' : ''}`}
      aria-label={`新会话，${offer.customer}`}
    >
      <header>
        <ReasonTag reason={offer.reason} />
        <b>{offer.customer}</b>
        <span className="quiet">{channelLabel(offer.channel)}</span>
        <span className="offer-wait">
          已等 <Elapsed since={offer.queuedAt} />
        </span>
      </header>
      <SummaryList summary={offer.summary} />
      {!offer.customerConnected && <p className="offer-gone">顾客暂时不在页面上</p>}
      <footer>
        <Button
          type="primary"
          loading={busy}
          disabled={disabled}
          onClick={onAccept}
          aria-keyshortcuts="Alt+A"
        >
          接入
          {first && <kbd>Alt A</kbd>}
        </Button>
        <Button disabled={disabled || busy} onClick={onDecline} aria-keyshortcuts="Alt+D">
          拒绝
          {first && <kbd>Alt D</kbd>}
        </Button>
        <Button type="link" onClick={onLook}>
          看记录
        </Button>
        {offer.offerUntil !== undefined && <Countdown until={offer.offerUntil} />}
      </footer>
    </article>
  );
}

function Countdown({ until }: { until: number }) {
  const left = Math.max(0, until - useServerNow());
  const [whole] = useState(Math.max(left, 1));
  const seconds = Math.ceil(left / 1000);
  return (
    <span className={`countdown ${seconds <= 5 ? 'is-short' : ''}`} aria-label={`剩余 ${seconds} 秒`}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle cx="18" cy="18" r="15.9" pathLength="100" className="countdown-track" />
        <circle
          cx="18"
          cy="18"
          r="15.9"
          pathLength="100"
          className="countdown-left"
          strokeDasharray={`${Math.min(100, (100 * left) / whole)} 100`}
        />
      </svg>
      <span aria-hidden="true">{seconds}</span>
    </span>
  );
}
