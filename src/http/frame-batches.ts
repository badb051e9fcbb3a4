import type { Server } from 'socket.io';

/** The parts of engine.io's connection that hold frames until they are flushed. */
interface Connection {
  readyState: string;
  flush(): void;
  transport: { socket?: { _socket?: { cork(): void; uncork(): void } } };
}

/**
 * Frames that are sent to one socket in a turn of the event loop (an acknowledgement, the event itself, the bot's
 * typing) go out in one system call instead of one each: those calls are most of what a small message costs.
 */
export function batchFrames(sockets: Server): void {
  let waiting = new Set<Connection>();

  const flushAll = (): void => {
    const connections = waiting;
    waiting = new Set();
    for (const connection of connections) {
      if (connection.readyState === 'closed') continue;
      const raw = connection.transport.socket?._socket;
      raw?.cork();
      flush.call(connection);
      raw?.uncork();
    }
  };

  function flushLater(this: Connection): void {
    // A goodbye does not wait: the socket is closed right after it.
    if (this.readyState !== 'open') {
      flush.call(this);
      return;
    }
    if (waiting.size === 0) process.nextTick(flushAll);
    waiting.add(this);
  }

  let flush: (this: Connection) => void = () => undefined;
  sockets.engine.on('connection', (connection: Connection) => {
    flush = Object.getPrototypeOf(connection).flush as typeof flush;
    connection.flush = flushLater;
  });
}
