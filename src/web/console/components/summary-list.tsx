/** @jsxImportSource react */
import type { HandoffSummary } from '../../../conversation/event';
import { entityLabel } from '../state/labels';

/** What the agent should know before the first word. */
export function SummaryList({ summary }: { summary: HandoffSummary }) {
  const { utterance, entities, tried } = summary;
  const intent = summary.intentTitle ?? summary.intent;
  return (
    <div className="summary">
      {utterance !== '' && <blockquote>{utterance}</blockquote>}
      <dl>
        {intent !== undefined && (
          <div>
            <dt>意图</dt>
            <dd>{intent}</dd>
          </div>
        )}
        {entities.length > 0 && (
          <div>
            <dt>信息</dt>
            <dd>
              {entities.map(({ entity, value }) => (
                <span key={`${entity}:${value}`} className="entity">
                  <small>{entityLabel(entity)}</small> {value}
                </span>
              ))}
            </dd>
          </div>
        )}
        <div>
          <dt>已答</dt>
          <dd>{tried.length > 0 ? tried.join('；') : '机器人还没有给出答案'}</dd>
        </div>
      </dl>
    </div>
  );
}
