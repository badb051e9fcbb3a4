import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../config';
import { examine, type Finding } from '../doctor/examine';
import { gather } from '../doctor/gather';

interface Options {
  data?: string;
  fast?: boolean;
  json?: boolean;
}

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const;

/** Adds `tongda doctor`. It changes nothing and works beside a running server. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('检查配置、机器和数据库，说明问题和办法 / check settings, machine and databases')
    .option('--data <dir>', '数据目录（TONGDA_DATA）')
    .option('--fast', '不检查数据库文件的完整性（文件很大时要几分钟）')
    .option('--json', '结果以 JSON 输出')
    .action(doctor);
}

async function doctor({ data, fast, json }: Options): Promise<void> {
  const config = readConfig(data === undefined ? {} : { TONGDA_DATA: resolve(data) });
  const findings = examine(await gather(config, { integrity: fast !== true }));
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length;
  const summary = { ok: count('fail') === 0, failed: count('fail'), warned: count('warn') };
  process.stdout.write(
    json ? `${JSON.stringify({ ...summary, checks: findings })}\n` : table(findings, summary),
  );
  if (!summary.ok) process.exitCode = 1;
}

function table(findings: readonly Finding[], { failed, warned }: { failed: number; warned: number }): string {
  const lines = findings.flatMap((finding) => [
    `${MARKS[finding.status]} ${finding.title.join(' / ')}: ${finding.found}`,
    ...(finding.status === 'ok' ? [] : [`    ${finding.zh}`, `    ${finding.en}`]),
  ]);
  const passed = findings.length - failed - warned;
  const sum = `${passed} 项正常，${warned} 项提醒，${failed} 项不通过 / ${passed} ok, ${warned} warned, ${failed} failed`;
  return `${[...lines, '', sum].join('\n')}\n`;
}
