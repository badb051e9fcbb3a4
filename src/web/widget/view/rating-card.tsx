import { useState } from 'preact/hooks';
import { StarIcon } from './icons';

const MAX_COMMENT = 500;
const WORDS = ['很不满意', '不满意', '一般', '满意', '非常满意'];

interface RatingCardProps {
  handoffId: string;
  agentName?: string;
  /** Set when the handoff has been rated. */
  score?: number;
  onRate: (score: number, comment: string) => Promise<boolean>;
}

/** Asks how the agent did; thanks when it has been answered. */
export function RatingCard({ handoffId, agentName, score, onRate }: RatingCardProps) {
  const [chosen, setChosen] = useState(0);
  const [comment, setComment] = useState('');
  const [sending, setSending] = useState(false);
  const [done, setDone] = useState(false);
  if (score !== undefined || done) {
    const given = score ?? chosen;
    return (
      <section class="card rating is-done" aria-label="服务评价">
        <p>感谢您的评价</p>
        <p class="rating-given" role="img" aria-label={`${given} 星，${WORDS[given - 1] ?? ''}`}>
          {WORDS.map((word, index) => (
            <StarIcon key={word} filled={index < given} />
          ))}
        </p>
      </section>
    );
  }
  const rate = async (): Promise<void> => {
    setSending(true);
    setDone(await onRate(chosen, comment.trim()));
    setSending(false);
  };
  return (
    <form
      class="card rating"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen > 0 && !sending) void rate();
      }}
    >
      <fieldset>
        <legend>{agentName === undefined ? '请评价本次人工服务' : `请评价客服 ${agentName} 的服务`}</legend>
        <div class="stars">
          {WORDS.map((word, index) => (
            <label key={word} class={index < chosen ? 'star is-on' : 'star'} title={word}>
              <input
                type="radio"
                name={`rating-${handoffId}`}
                value={index + 1}
                checked={chosen === index + 1}
                onChange={() => setChosen(index + 1)}
              />
              <StarIcon filled={index < chosen} />
              <span class="visually-hidden">{`${index + 1} 星，${word}`}</span>
            </label>
          ))}
        </div>
        <p class="rating-word" aria-hidden="true">
          {WORDS[chosen - 1] ?? '点击星星评分'}
        </p>
      </fieldset>
      <label class="visually-hidden" for={`comment-${handoffId}`}>
        意见和建议（选填）
      </label>
      <textarea
        id={`comment-${handoffId}`}
        class="rating-comment"
        rows={2}
        maxLength={MAX_COMMENT}
        placeholder="意见和建议（选填）"
        value={comment}
        onInput={(event) => setComment(event.currentTarget.value)}
      />
      <button type="submit" class="button-main" disabled={chosen === 0 || sending}>
        提交评价
      </button>
    </form>
  );
}
