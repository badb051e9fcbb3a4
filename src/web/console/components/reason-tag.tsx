/** @jsxImportSource react */
import type { HandoffReason } from '../../../conversation/event';
import { REASON_LABELS } from '../state/labels';

/** Why the customer was given to a person. */
export function ReasonTag({ reason }: { reason: HandoffReason }) {
  return <span className={`reason is-${reason}`}>{REASON_LABELS[reason]}</span>;
}
