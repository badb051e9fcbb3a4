import type { Server as HttpServer } from 'node:http';
import type { Server as SocketServer } from 'socket.io';

/** Pages go to another node within this time, each at a moment of its own choosing. */
const FAREWELL_MS = 3000;
/** Requests that run may end. */
const CLOSE_MS = 3000;
const LOOK_MS = 50;

/** Asks every page to go to another node, and waits until they have gone or the time is over. */
export async function sendElsewhere(sockets: SocketServer): Promise<void> {
  for (const namespace of ['/chat', '/desk']) sockets.of(namespace).emit('bye', { withinMs: FAREWELL_MS });
  const deadline = performance.now() + FAREWELL_MS + 500;
  while (sockets.engine.clientsCount > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** Cuts the sockets that are left, lets running requests end and stops listening. */
export async function closeServers(http: HttpServer, sockets: SocketServer): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      http.closeAllConnections();
      resolve();
    }, CLOSE_MS);
    // Sockets are cut as by a lost connection, so that pages come back by themselves; the HTTP server closes with them.
    void sockets.close(() => {
      clearTimeout(timer);
      resolve();
    });
    http.closeIdleConnections();
  });
}
