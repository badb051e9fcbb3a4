import type { Clock } from '../clock';
import type { DueKind, DueWork } from '../conversation/due-work';
import { inSpan, type Spans } from '../trace';
import type { Metrics } from './metrics';

type Handlers = Partial<Record<DueKind, (work: DueWork) => Promise<void>>>;

/** The handlers of due work, with a look at how late each piece begins and how it ends. */
export function watchDueWork(handlers: Handlers, metrics: Metrics, spans: Spans, clock: Clock): Handlers {
  const watched = Object.entries(handlers).map(([kind, handle]) => [
    kind,
    async (work: DueWork) => {
      metrics.dueLateness.observe({ kind }, Math.max(0, clock.now() - work.dueAt) / 1000);
      try {
        await inSpan(spans, `due ${kind}`, () => handle(work), { attempts: work.attempts });
        metrics.dueDone.inc({ kind, outcome: 'done' });
        if (kind === 'turn') metrics.turn.observe(Math.max(0, clock.now() - work.dueAt) / 1000);
      } catch (error) {
        metrics.dueDone.inc({ kind, outcome: 'failed' });
        throw error;
      }
    },
  ]);
  return Object.fromEntries(watched) as Handlers;
}
