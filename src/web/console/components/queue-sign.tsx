/** @jsxImportSource react */
import { Elapsed } from './clocks';
import { useDeskView } from './desk-context';

/** How many customers wait, and the first of them since when. */
export function QueueSign() {
  const { desk } = useDeskView();
  if (!desk) return null;
  const { waiting, waitingSince } = desk;
  return (
    <span className={`queue-sign ${waiting > 0 ? 'is-waiting' : ''}`}>
      排队 <b>{waiting}</b>
      {waiting > 0 && waitingSince !== undefined && (
        <span className="queue-longest">
          最久 <Elapsed since={waitingSince} />
        </span>
      )}
    </span>
  );
}
