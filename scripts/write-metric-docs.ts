import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMetrics } from '../src/telemetry/describe-metrics';
import { Metrics } from '../src/telemetry/metrics';

// Writes the table of docs/operations/watching.md from the definitions: `npx tsx scripts/write-metric-docs.ts`.
const file = join(__dirname, '../docs/operations/watching.md');
const [before = '', rest = ''] = readFileSync(file, 'utf8').split('<!-- metrics -->\n');
const after = rest.split('<!-- end of metrics -->\n')[1] ?? '';
const table = describeMetrics(new Metrics(false)).map(
  ({ name, type, labels, help }) =>
    `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
);
const head = '| metric | type | labels | meaning |\n| --- | --- | --- | --- |';
writeFileSync(
  file,
  `${before}<!-- metrics -->\n\n${head}\n${table.join('\n')}\n\n<!-- end of metrics -->\n${after}`,
);
