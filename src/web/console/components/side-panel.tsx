/** @jsxImportSource react */
import { Button } from 'antd';
import type { ChatView } from '../state/chat-view';
import { CloseIcon } from './icons';
import { SuggestedArticles } from './suggested-articles';
import { SummaryList } from './summary-list';

interface SidePanelProps {
  view: ChatView;
  /** On narrow pages the panel covers the chat while it is shown. */
  shown: boolean;
  onClose: () => void;
  /** Undefined where nothing can be written. */
  onInsert: ((text: string) => void) | undefined;
}

/** What helps with a chat: the summary of the handoff and articles. */
export function SidePanel({ view, shown, onClose, onInsert }: SidePanelProps) {
  return (
    <aside className={`side-panel ${shown ? 'is-shown' : ''}`} aria-label="摘要与知识">
      <section>
        <h2>
          转人工时的情况
          <Button
            className="panel-close"
            type="text"
            size="small"
            icon={<CloseIcon />}
            aria-label="返回会话"
            onClick={onClose}
          />
        </h2>
        <SummaryList summary={view.chat.summary} />
      </section>
      <SuggestedArticles view={view} onInsert={onInsert} />
    </aside>
  );
}
