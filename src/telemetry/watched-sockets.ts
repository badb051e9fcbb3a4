import type { Namespace } from 'socket.io';
import { beginTrace, holdTrace, inTrace, parseTraceparent, type Spans, type Trace } from '../trace';
import { labelOf } from './labels';
import type { Metrics } from './metrics';
import { resumeOutcome } from './resume-outcome';
import type { Telemetry } from './telemetry';

type Name = 'chat' | 'desk';

/** Events that carry a message: their acknowledgement means committed. */
const MESSAGES: Record<Name, string> = { chat: 'send', desk: 'reply' };
/** Events by which a reader takes up its cursor. */
const RESUMES: Record<Name, string> = { chat: 'hello', desk: 'open' };

type Reply = { ok?: unknown; data?: unknown; error?: { code?: unknown } } | undefined;

/**
 * Watches a namespace from outside: what pages ask, how it is acknowledged, when events go out; and runs each event
 * within its trace. To be called before the channel listens.
 */
export function watchNamespace(name: Name, namespace: Pick<Namespace, 'on'>, telemetry: Telemetry): void {
  const { metrics, messages, spans, clock } = telemetry;
  const onOutgoing = deliveryWatcher(name, metrics, () => clock.now());
  namespace.on('connection', (socket) => {
    const handshake = parseTraceparent(
      (socket.handshake.auth as { traceparent?: unknown }).traceparent ??
        socket.handshake.headers.traceparent,
    );
    socket.use((packet: unknown[], next: (error?: Error) => void) => {
      const event = String(packet[0]);
      if (socket.listenerCount(event) === 0) {
        // Only what somebody listens to has a name of ours. The channel has refused it already.
        metrics.socketEvents.inc({ namespace: name, event: 'other', outcome: 'refused' });
        metrics.refusals.inc({ surface: name, code: 'unknown_event' });
        next();
        return;
      }
      const trace = traceOf(packet[1], handshake, spans);
      const span = spans.start(`${name} ${event}`, trace);
      const message =
        event === MESSAGES[name] ? messages.arrived(name === 'chat' ? 'web' : 'desk') : undefined;
      const within = span?.trace ?? trace;
      const done = holdTrace(within);
      onAcknowledged(packet, (reply) => {
        done();
        const ok = reply?.ok === true;
        message?.settled(ok);
        metrics.socketEvents.inc({ namespace: name, event, outcome: ok ? 'ok' : 'refused' });
        if (!ok) metrics.refusals.inc({ surface: name, code: labelOf.code(reply?.error?.code) });
        if (event === RESUMES[name]) {
          metrics.resumes.inc({ namespace: name, outcome: resumeOutcome(packet[1], reply) });
        }
        span?.end({
          attributes: { outcome: ok ? 'ok' : labelOf.code(reply?.error?.code) },
          failed: !ok,
        });
      });
      inTrace(within, () => next());
    });
    socket.onAnyOutgoing(onOutgoing);
  });
}

function traceOf(input: unknown, handshake: Trace | undefined, spans: Spans): Trace {
  const given =
    parseTraceparent((input as { traceparent?: unknown } | null | undefined)?.traceparent) ?? handshake;
  // Whoever writes to us may name the trace, but not make us export it: that is decided here.
  return given ? { ...given, sampled: spans.sample() } : beginTrace(spans.sample());
}

/** Looks at the acknowledgement as it goes out. An event without one is as good as acknowledged now. */
function onAcknowledged(packet: unknown[], look: (reply: Reply) => void): void {
  const last = packet.length - 1;
  const ack = packet[last];
  if (typeof ack !== 'function') {
    look({ ok: true });
    return;
  }
  packet[last] = (reply: Reply) => {
    look(reply);
    (ack as (reply: Reply) => void)(reply);
  };
}

type Outgoing = (event: string, batch: { events?: { at?: number }[] } | undefined) => void;

/** One function for all sockets of a namespace: each page that is open would keep its own. */
function deliveryWatcher(name: Name, metrics: Metrics, now: () => number): Outgoing {
  const lag = metrics.deliveryLag.labels(name);
  return (event, batch) => {
    if (event !== 'events') return;
    const at = now();
    for (const one of batch?.events ?? [])
      if (one.at !== undefined) lag.observe(Math.max(0, at - one.at) / 1000);
  };
}
