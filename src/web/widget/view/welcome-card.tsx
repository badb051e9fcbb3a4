import type { Welcome } from '../../../channels/web-chat/schema';
import { BotIcon, ShieldIcon } from './icons';
import { RichText } from './rich-text';

/** What stands before the first message: the greeting, questions to tap, and that a robot answers. */
export function WelcomeCard({ welcome, onAsk }: { welcome: Welcome; onAsk: (question: string) => void }) {
  return (
    <section class="welcome" aria-label="欢迎">
      <div class="welcome-head">
        <span class="face is-large" aria-hidden="true">
          <BotIcon />
        </span>
        <div class="welcome-words">
          <RichText text={welcome.greeting} />
          <p class="welcome-robot">{welcome.robotNotice}</p>
        </div>
      </div>
      {welcome.hotQuestions.length > 0 && (
        <div class="welcome-hot">
          <h2 id="hot-questions">大家都在问</h2>
          <ul class="chips" aria-labelledby="hot-questions">
            {welcome.hotQuestions.map((question) => (
              <li key={question}>
                <button type="button" class="chip" onClick={() => onAsk(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="welcome-privacy">
        <ShieldIcon />
        <RichText text={welcome.privacyNotice} />
      </div>
    </section>
  );
}
