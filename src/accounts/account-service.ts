import { TongdaError } from '../errors';
import type { AccountStore, AccountTransaction, StaffRecord } from './account-store';
import type { AuditEntry, NewAuditEntry } from './audit';
import { CredentialCheck, nameHashOf } from './credential-check';
import { HashQueue } from './hash-queue';
import { checkPassword, hashPassword, randomPassword } from './password';
import type { Role } from './permission';
import { SessionKeeper, type SignedIn } from './session-keeper';
import { hashToken } from './session-token';
import { DISPLAY_NAME, type Staff, type StaffSession } from './staff';
import { normalizeUsername, USERNAME } from './username';

/** Who changes something and when; the command line has no id. */
export interface Actor {
  staffId?: string;
  now: number;
}

export interface NewStaff {
  username: string;
  displayName: string;
  roles: readonly Role[];
  password: string;
}

export interface StaffChanges {
  displayName?: string | undefined;
  roles?: readonly Role[] | undefined;
  disabled?: boolean | undefined;
}

const FIRST_USERNAMES = ['admin', 'administrator'];

const isAdministrator = ({ roles, disabled }: Staff): boolean => !disabled && roles.includes('administrator');

const hasAdministrator = (staff: readonly Staff[]): boolean =>
  staff.some(({ roles }) => roles.includes('administrator'));

function toStaff({ id, username, displayName, roles, disabled }: StaffRecord): Staff {
  return { id, username, displayName, roles, disabled };
}

/** The staff, their passwords and sessions, and the audit trail. */
export class AccountService {
  private readonly queue = new HashQueue();
  private readonly credentials: CredentialCheck;
  private readonly sessions: SessionKeeper;

  /**
   * `onRevoked` is called after the commit when sessions of a person have ended (signed out, disabled, other roles or
   * password). Not always all of them: whoever holds a socket asks `findSession` again.
   */
  constructor(
    private readonly store: AccountStore,
    private readonly onRevoked: (staffId: string) => void = () => undefined,
  ) {
    this.credentials = new CredentialCheck(store, this.queue);
    this.sessions = new SessionKeeper(store);
  }

  /** Makes an administrator with a random password, told this once, where there is none. */
  async ensureFirstAdministrator(now: number): Promise<{ username: string; password: string } | undefined> {
    if (hasAdministrator(await this.store.read((tx) => tx.staff.list()))) return undefined;
    const password = randomPassword();
    const passwordHash = await this.queue.run(() => hashPassword(password));
    const made = await this.store.write(async (tx) => {
      const staff = await tx.staff.lockAll();
      if (hasAdministrator(staff)) return undefined;
      const taken = new Set(staff.map(({ username }) => username));
      const username = FIRST_USERNAMES.find((name) => !taken.has(name)) ?? `admin-${now}`;
      const roles = ['administrator'] as const;
      return this.add(tx, { username, displayName: '管理员', roles, disabled: false, passwordHash }, { now });
    });
    return made && { username: made.username, password };
  }

  /** Errors: `user_exists`, `weak_password`, `bad_request` (a name), `too_many_requests`. */
  async create({ username, displayName, roles, password }: NewStaff, by: Actor): Promise<Staff> {
    const name = normalizeUsername(username);
    if (!USERNAME.test(name)) throw new TongdaError('bad_request', 'username');
    if (!DISPLAY_NAME.test(displayName)) throw new TongdaError('bad_request', 'displayName');
    checkPassword(password);
    const passwordHash = await this.queue.run(() => hashPassword(password));
    const record = { username: name, displayName, roles, disabled: false, passwordHash };
    const made = await this.store.write((tx) => this.add(tx, record, by));
    if (!made) throw new TongdaError('user_exists', name);
    return made;
  }

  /** Everybody, the disabled too, by user name. */
  list(): Promise<Staff[]> {
    return this.store.read((tx) => tx.staff.list());
  }

  /** Undefined where nobody has the name. */
  async findByUsername(username: string): Promise<Staff | undefined> {
    const found = await this.store.read((tx) => tx.staff.findByUsername(normalizeUsername(username)));
    return found && toStaff(found);
  }

  /** Other roles and being disabled end the person's sessions. Errors: `not_found`, `last_administrator`, `bad_request`. */
  async change(id: string, changes: StaffChanges, by: Actor): Promise<Staff> {
    const { displayName } = changes;
    if (displayName !== undefined && !DISPLAY_NAME.test(displayName)) {
      throw new TongdaError('bad_request', 'displayName');
    }
    const { staff, revoked } = await this.store.write(async (tx) => {
      const everybody = await tx.staff.lockAll();
      const before = everybody.find((other) => other.id === id);
      if (!before) throw new TongdaError('not_found', `staff ${id}`);
      const after: StaffRecord = {
        ...before,
        displayName: displayName ?? before.displayName,
        roles: changes.roles ?? before.roles,
        disabled: changes.disabled ?? before.disabled,
      };
      const remaining = everybody.map((other) => (other.id === id ? after : other));
      if (isAdministrator(before) && !remaining.some(isAdministrator))
        throw new TongdaError('last_administrator', id);
      const reroled = [...before.roles].toSorted().join() !== [...after.roles].toSorted().join();
      const revoked = reroled || (after.disabled && !before.disabled);
      await tx.staff.update(after, by.now);
      if (revoked) await tx.sessions.removeOfStaff(id);
      const detail = `roles=${after.roles.join()} disabled=${after.disabled}`;
      await tx.audit.append(entry('staffChanged', by, id, detail));
      return { staff: toStaff(after), revoked };
    });
    if (revoked) this.onRevoked(id);
    return staff;
  }

  /** The person's sessions end at once. Errors: as `change`. */
  disable(id: string, by: Actor): Promise<Staff> {
    return this.change(id, { disabled: true }, by);
  }

  /** Sets a password without asking for the old one; ends the person's sessions. Errors: `weak_password`, `not_found`. */
  async setPassword(id: string, password: string, by: Actor): Promise<void> {
    checkPassword(password);
    const passwordHash = await this.queue.run(() => hashPassword(password));
    await this.store.write((tx) => this.replacePassword(tx, id, passwordHash, by));
    this.onRevoked(id);
  }

  /**
   * Changes one's own password. All one's sessions end; a new one is answered.
   * Errors: `bad_credentials`, `locked_out`, `weak_password`, `too_many_requests`.
   */
  async changePassword(staff: Staff, current: string, next: string, now: number): Promise<SignedIn> {
    checkPassword(next);
    const { passwordHash: checkedHash } = await this.credentials.check(staff.username, current, now);
    const passwordHash = await this.queue.run(() => hashPassword(next));
    const by = { staffId: staff.id, now };
    const signedIn = await this.store.write(async (tx) => {
      const record = await this.lockUnchanged(tx, staff.id, checkedHash);
      await this.replacePassword(tx, staff.id, passwordHash, by);
      return this.sessions.open(tx, toStaff(record), now);
    });
    this.onRevoked(staff.id);
    return signedIn;
  }

  /** Errors: `bad_credentials`, `locked_out` after five failures, `too_many_requests`. */
  async signIn(given: { username: string; password: string; now: number }): Promise<SignedIn> {
    const { username, password, now } = given;
    const checked = await this.credentials.check(username, password, now);
    return this.store.write(async (tx) => {
      const record = await this.lockUnchanged(tx, checked.id, checked.passwordHash);
      await tx.attempts.forget(nameHashOf(record.username));
      await tx.audit.append(entry('signedIn', { staffId: record.id, now }, record.id));
      return this.sessions.open(tx, toStaff(record), now);
    });
  }

  /** The live session of a token; using it keeps it alive. */
  findSession(token: string, now: number): Promise<StaffSession | undefined> {
    return this.sessions.find(token, now);
  }

  /** Ends the session of a token; where there is none, nothing happens. */
  async signOut(token: string, now: number): Promise<void> {
    const staffId = await this.store.write(async (tx) => {
      const owner = await tx.sessions.remove(hashToken(token));
      if (owner !== undefined) await tx.audit.append(entry('signedOut', { staffId: owner, now }, owner));
      return owner;
    });
    if (staffId !== undefined) this.onRevoked(staffId);
  }

  /** Writes a line about something outside the accounts. */
  record(line: NewAuditEntry): Promise<void> {
    return this.store.write((tx) => tx.audit.append(line));
  }

  /** The trail, newest first; `before` is the id of the last line of the page before. */
  auditTrail(limit: number, before?: string): Promise<AuditEntry[]> {
    return this.store.read((tx) => tx.audit.list(limit, before));
  }

  private async add(
    tx: AccountTransaction,
    record: Omit<StaffRecord, 'id'>,
    by: Actor,
  ): Promise<Staff | undefined> {
    const made = await tx.staff.add(record, by.now);
    if (made) await tx.audit.append(entry('staffCreated', by, made.id, `roles=${made.roles.join()}`));
    return made;
  }

  private async replacePassword(
    tx: AccountTransaction,
    id: string,
    passwordHash: string,
    by: Actor,
  ): Promise<void> {
    const record = await tx.staff.lock(id);
    if (!record) throw new TongdaError('not_found', `staff ${id}`);
    await tx.staff.update({ ...record, passwordHash }, by.now);
    await tx.sessions.removeOfStaff(id);
    await tx.attempts.forget(nameHashOf(record.username));
    await tx.audit.append(entry('passwordSet', by, id));
  }

  /** Between the check of a password and its use a person may have been disabled or got another password. */
  private async lockUnchanged(
    tx: AccountTransaction,
    id: string,
    passwordHash: string,
  ): Promise<StaffRecord> {
    const record = await tx.staff.lock(id);
    if (!record || record.disabled || record.passwordHash !== passwordHash)
      throw new TongdaError('bad_credentials');
    return record;
  }
}

function entry(action: NewAuditEntry['action'], by: Actor, target: string, detail = ''): NewAuditEntry {
  return {
    at: by.now,
    ...(by.staffId !== undefined && { staffId: by.staffId }),
    action,
    target,
    detail,
  };
}
