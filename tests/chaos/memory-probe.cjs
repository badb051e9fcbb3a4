// Loaded into a server before its own code: on SIGUSR2 it collects its garbage and prints what is left, in bytes.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`memory probe: ${heapUsed + external}\n`);
});
