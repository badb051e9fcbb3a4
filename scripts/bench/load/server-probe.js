'use strict';
// Loaded into a measured server by NODE_OPTIONS=--require: SIGUSR2 starts a CPU profile, the next one writes it to the
// folder BENCH_PROFILE. (Node does not allow --cpu-prof in NODE_OPTIONS, and it would hold the start as well.)
const { Session } = require('node:inspector');
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.env.BENCH_PROFILE) {
  const session = new Session();
  session.connect();
  let running = false;
  process.on('SIGUSR2', () => {
    if (running) {
      session.post('Profiler.stop', (_error, { profile }) => {
        writeFileSync(
          `${process.env.BENCH_PROFILE}/server-${process.pid}.cpuprofile`,
          JSON.stringify(profile),
        );
      });
    } else {
      session.post('Profiler.enable');
      session.post('Profiler.setSamplingInterval', { interval: 500 });
      session.post('Profiler.start');
    }
    running = !running;
  });
}
