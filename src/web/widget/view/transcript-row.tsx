import type { ChatClient } from '../chat-client';
import type { ChatState } from '../state';
import { timeLabel } from '../time-label';
import { markOf, type TranscriptItem } from '../transcript';
import { BotBubble } from './bot-bubble';
import { CustomerBubble } from './customer-bubble';
import { BotIcon, HeadsetIcon } from './icons';
import { RatingCard } from './rating-card';
import { RichText } from './rich-text';

interface TranscriptRowProps {
  item: TranscriptItem;
  state: ChatState;
  client: ChatClient;
}

/** One line of the chat that is in the log. */
export function TranscriptRow({ item, state, client }: TranscriptRowProps) {
  const { transcript, chosen } = state;
  switch (item.type) {
    case 'customer':
      return (
        <div class="row is-customer">
          <CustomerBubble text={item.text} mark={markOf(transcript, item.seq)} />
        </div>
      );
    case 'bot':
      return (
        <div class="row is-staff" data-seq={item.seq}>
          <span class="face" aria-hidden="true">
            <BotIcon />
          </span>
          <div class="said">
            <span class="visually-hidden">智能客服：</span>
            <BotBubble
              content={item.content}
              helpful={chosen[item.seq] ?? transcript.feedback[item.seq]}
              onTap={(label, payload) => client.send(label, payload)}
              onFeedback={(helpful) => void client.giveFeedback(item.seq, helpful)}
            />
          </div>
        </div>
      );
    case 'agent':
      return (
        <div class="row is-staff" data-seq={item.seq}>
          <span class="face is-agent" aria-hidden="true">
            <HeadsetIcon />
          </span>
          <div class="said">
            <p class="said-by">
              {item.agentName}
              <span class="tag">人工</span>
            </p>
            <div class="bubble is-agent">
              <RichText text={item.text} />
            </div>
          </div>
        </div>
      );
    case 'system':
      return <p class="system">{item.text}</p>;
    case 'rating':
      return (
        <RatingCard
          handoffId={item.handoffId}
          agentName={item.agentName}
          score={item.score}
          onRate={(score, comment) => client.rate(item.handoffId, score, comment)}
        />
      );
    default:
      return item satisfies never;
  }
}

const PAUSE_MS = 5 * 60_000;

/** The time above a line that follows a pause. */
export function TimeBetween({ before, at, now }: { before: number | undefined; at: number; now: number }) {
  if (before !== undefined && at - before < PAUSE_MS) return null;
  return (
    <p class="time">
      <time dateTime={new Date(at).toISOString()}>{timeLabel(at, now)}</time>
    </p>
  );
}
