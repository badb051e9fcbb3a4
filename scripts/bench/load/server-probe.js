'use strict';
// Loaded into a measured server by NODE_OPTIONS=--require; SIGUSR2 asks it for something. With BENCH_PROFILE=FOLDER the
// first signal starts a CPU profile and the next one writes it. (Node does not allow --cpu-prof in NODE_OPTIONS, and it
// would hold the start as well.) With BENCH_HEAP=FOLDER each signal collects garbage and writes a heap snapshot.
// With BENCH_STATEMENTS=FILE each signal notes how many statements SQLite has run.
const { Session } = require('node:inspector');
const { appendFileSync, writeFileSync } = require('node:fs');
const { writeHeapSnapshot } = require('node:v8');
const { isMainThread } = require('node:worker_threads');

const { BENCH_PROFILE, BENCH_HEAP, BENCH_STATEMENTS } = process.env;

if (isMainThread && BENCH_PROFILE) {
  const session = new Session();
  session.connect();
  let running = false;
  process.on('SIGUSR2', () => {
    if (running) {
      session.post('Profiler.stop', (_error, { profile }) => {
        writeFileSync(`${BENCH_PROFILE}/server-${process.pid}.cpuprofile`, JSON.stringify(profile));
      });
    } else {
      session.post('Profiler.enable');
      session.post('Profiler.setSamplingInterval', { interval: 500 });
      session.post('Profiler.start');
    }
    running = !running;
  });
}

if (isMainThread && BENCH_HEAP) {
  let taken = 0;
  process.on('SIGUSR2', () => {
    taken += 1;
    writeHeapSnapshot(`${BENCH_HEAP}/server-${process.pid}-${taken}.heapsnapshot`);
  });
}

if (isMainThread && BENCH_STATEMENTS) {
  // Counts the statements that SQLite runs; each signal notes the counts so far.
  const counts = { reads: 0, writes: 0 };
  const { prototype } = require('better-sqlite3');
  const { value: prepare } = Object.getOwnPropertyDescriptor(prototype, 'prepare');
  prototype.prepare = function (source) {
    const statement = prepare.call(this, source);
    const kind = /^\s*(select|with)/i.test(source) ? 'reads' : 'writes';
    for (const name of ['all', 'run', 'get']) {
      const inner = statement[name].bind(statement);
      statement[name] = (...parameters) => {
        counts[kind] += 1;
        return inner(...parameters);
      };
    }
    return statement;
  };
  process.on('SIGUSR2', () => {
    appendFileSync(BENCH_STATEMENTS, `${JSON.stringify({ ...counts, at: Date.now() })}\n`);
  });
}
