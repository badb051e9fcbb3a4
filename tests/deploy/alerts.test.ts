import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(__dirname, '../../deploy/prometheus');

interface Rules {
  groups: { rules: { alert: string; annotations: { summary: string; description: string } }[] }[];
}
interface Tests {
  tests: { name: string; promql_expr_test: { expr: string; exp_samples: unknown[] }[] }[];
}

const read = (name: string): unknown => parse(readFileSync(join(FOLDER, name), 'utf8'));
const alerts = (read('alerts.yml') as Rules).groups.flatMap(({ rules }) => rules);
const { tests } = read('alerts.test.yml') as Tests;

const promtool = (...args: string[]) => spawnSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });
const hasPromtool = promtool('--version').status === 0;
if (!hasPromtool && process.env.CI)
  throw new Error("promtool must be there in CI (Debian's package prometheus)");
if (!hasPromtool)
  process.stderr.write("skipped: promtool (in Debian's package prometheus) runs the alerts\n");

describe('the example alerts', () => {
  it('say what is wrong and what to do', () => {
    expect(alerts.length).toBeGreaterThan(14);
    for (const { annotations } of alerts) {
      expect(annotations.summary.length).toBeGreaterThan(10);
      expect(annotations.description).toMatch(/\p{Script=Han}/u);
    }
  });

  it.each(alerts.map(({ alert }) => alert))('%s is tested quiet, firing and quiet again', (alert) => {
    const states = tests
      .filter(({ name }) => name === alert)
      .flatMap(({ promql_expr_test }) => promql_expr_test)
      .filter(({ expr }) => expr.includes(`alertname="${alert}", alertstate="firing"`))
      .map(({ exp_samples }) => exp_samples.length);
    expect(states.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  });

  (hasPromtool ? it : it.skip)('are valid, fire and clear', () => {
    const checked = promtool('check', 'rules', 'alerts.yml');
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    const tested = promtool('test', 'rules', 'alerts.test.yml');
    expect([tested.status, tested.stderr]).toEqual([0, '']);
  });
});
