import type { BotContent } from '../../../conversation/event';
import { FeedbackRow } from './feedback-row';
import { SourceIcon } from './icons';
import { RichText } from './rich-text';

interface BotBubbleProps {
  content: BotContent;
  /** 有用 or 没用, once chosen. */
  helpful: boolean | undefined;
  onTap: (label: string, payload: string) => void;
  onFeedback: (helpful: boolean) => void;
}

/** One answer of the bot with its source, its buttons and what to read next. Old ones stay tappable. */
export function BotBubble({ content, helpful, onTap, onFeedback }: BotBubbleProps) {
  const { text, buttons = [], article, related = [], feedback } = content;
  return (
    <>
      <div class="bubble is-bot">
        <RichText text={text} />
        {article && (
          <p class="source">
            <SourceIcon />
            <span>来源：{article.title}</span>
          </p>
        )}
        {buttons.length > 0 && (
          <ul class="choices" aria-label="可选项">
            {buttons.map(({ label, payload }) => (
              <li key={payload}>
                <button type="button" class="choice" onClick={() => onTap(label, payload)}>
                  {label}
                </button>
              </li>
            ))}
          </ul>
        )}
        {related.length > 0 && (
          <div class="related">
            <h3>相关问题</h3>
            <ul>
              {related.map(({ id, title }) => (
                <li key={id}>
                  <button type="button" class="related-link" onClick={() => onTap(title, `/article ${id}`)}>
                    {title}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {feedback && (
        <FeedbackRow helpful={helpful} onFeedback={onFeedback} onHuman={() => onTap('转人工', '/human')} />
      )}
    </>
  );
}
