// Runs in a worker thread with its own connection, so that copying the log into the database file never stops
// the thread that answers customers. Plain JavaScript: workers do not pass through the TypeScript loader.
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const Database = require('better-sqlite3');

const db = new Database(workerData.file);
db.pragma('busy_timeout = 5000');
db.pragma('synchronous = FULL');

parentPort.on('message', (message) => {
  if (message === 'checkpoint') {
    try {
      // PASSIVE waits for nobody; the log starts over by itself once all of it is copied and no reader is in it.
      db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      parentPort.postMessage({ error: String(error) });
    }
  }
  if (message === 'close') {
    db.close();
    parentPort.close();
  }
});
