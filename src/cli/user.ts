import { InvalidArgumentError, type Command } from 'commander';
import { AccountService } from '../accounts/account-service';
import { randomPassword } from '../accounts/password';
import { ROLES, type Role } from '../accounts/permission';
import type { Staff } from '../accounts/staff';
import { readConfig } from '../config';
import { TongdaError } from '../errors';
import { migrate } from '../store/migrate';
import { openDatabase } from '../store/open-database';
import { SqlStore } from '../store/sql-store';

interface Shared {
  data?: string;
  json?: boolean;
}

interface AddOptions extends Shared {
  role: Role[];
  display?: string;
  passwordStdin?: boolean;
}

interface PasswordOptions extends Shared {
  passwordStdin?: boolean;
}

/** Adds `tongda user add`, `list`, `disable` and `password`. They work beside a running server. */
export function register(program: Command): void {
  const user = program.command('user').description('坐席与管理人员的账号 / accounts of the staff');
  const command = (usage: string, description: string): Command =>
    user
      .command(usage)
      .description(description)
      .option('--data <dir>', '数据目录（TONGDA_DATA）')
      .option('--json', '结果以 JSON 输出');
  command('add <name>', '新增账号；不给密码则生成一个，只显示这一次 / add a person')
    .requiredOption('--role <role>', `角色，可以写几次：${ROLES.join('、')}`, readRole)
    .option('--display <name>', '顾客看到的名字；不写则用账号名')
    .option('--password-stdin', '从标准输入读密码（第一行）')
    .action(add);
  command('list', '列出所有账号 / list everybody').action(list);
  command('disable <name>', '停用账号，立即退出登录 / disable a person').action(disable);
  command('password <name>', '重设密码；不给密码则生成一个 / set a new password')
    .option('--password-stdin', '从标准输入读密码（第一行）')
    .action(setPassword);
}

async function add(name: string, { role, display, passwordStdin, ...shared }: AddOptions): Promise<void> {
  const given = passwordStdin ? await readPassword() : undefined;
  const password = given ?? randomPassword();
  await withAccounts(shared, async (accounts) => {
    const staff = await accounts.create(
      { username: name, displayName: display ?? name, roles: [...new Set(role)], password },
      { now: Date.now() },
    );
    const lines = [describe(staff), ...(given === undefined ? [passwordLine(password)] : [])];
    print(shared, { staff, ...(given === undefined && { password }) }, lines);
  });
}

async function list(shared: Shared): Promise<void> {
  await withAccounts(shared, async (accounts) => {
    const staff = await accounts.list();
    print(shared, staff, staff.map(describe));
  });
}

async function disable(name: string, shared: Shared): Promise<void> {
  await withAccounts(shared, async (accounts) => {
    const { id } = await get(accounts, name);
    const staff = await accounts.disable(id, { now: Date.now() });
    print(shared, staff, [describe(staff)]);
  });
}

async function setPassword(name: string, { passwordStdin, ...shared }: PasswordOptions): Promise<void> {
  const given = passwordStdin ? await readPassword() : undefined;
  const password = given ?? randomPassword();
  await withAccounts(shared, async (accounts) => {
    const staff = await get(accounts, name);
    await accounts.setPassword(staff.id, password, { now: Date.now() });
    const lines = [describe(staff), ...(given === undefined ? [passwordLine(password)] : [])];
    print(shared, { staff, ...(given === undefined && { password }) }, lines);
  });
}

async function withAccounts(
  { data }: Shared,
  work: (accounts: AccountService) => Promise<void>,
): Promise<void> {
  const database = openDatabase(readConfig(data === undefined ? {} : { TONGDA_DATA: data }));
  try {
    await migrate(database);
    await work(new AccountService(new SqlStore(database)));
  } finally {
    await database.close();
  }
}

async function get(accounts: AccountService, name: string): Promise<Staff> {
  const staff = await accounts.findByUsername(name);
  if (!staff) throw new TongdaError('not_found', name);
  return staff;
}

/** The first line of standard input; the rest, as a line end from `echo`, is no part of the password. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}

function readRole(text: string, former: Role[] = []): Role[] {
  const role = ROLES.find((known) => known === text);
  if (!role) throw new InvalidArgumentError(`应当是 ${ROLES.join('、')} 之一`);
  return [...former, role];
}

const passwordLine = (password: string): string => `密码（只显示这一次）：${password}`;

function describe({ username, displayName, roles, disabled }: Staff): string {
  return `${username}\t${displayName}\t${roles.join('、')}\t${disabled ? '已停用' : '可用'}`;
}

function print({ json }: Shared, value: unknown, lines: string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
}
