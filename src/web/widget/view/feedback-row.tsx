import { ThumbIcon } from './icons';

interface FeedbackRowProps {
  helpful: boolean | undefined;
  onFeedback: (helpful: boolean) => void;
  onHuman: () => void;
}

/** Asks whether an answer helped, and thanks for the reply. */
export function FeedbackRow({ helpful, onFeedback, onHuman }: FeedbackRowProps) {
  if (helpful === undefined) {
    return (
      <div class="feedback" role="group" aria-label="这个回答有用吗">
        <button type="button" class="feedback-button" onClick={() => onFeedback(true)}>
          <ThumbIcon />
          有用
        </button>
        <button type="button" class="feedback-button" onClick={() => onFeedback(false)}>
          <ThumbIcon down />
          没用
        </button>
      </div>
    );
  }
  return (
    <div class="feedback is-done">
      <ThumbIcon down={!helpful} />
      <span>{helpful ? '感谢您的评价' : '感谢反馈，我们会改进'}</span>
      {!helpful && (
        <button type="button" class="feedback-human" onClick={onHuman}>
          转人工咨询
        </button>
      )}
    </div>
  );
}
