import type { AuditLog } from './audit';
import type { Staff } from './staff';

/** A person as stored; the hash never leaves accounts and store. */
export interface StaffRecord extends Staff {
  passwordHash: string;
}

export interface StaffRecords {
  /** By user name. */
  list(): Promise<Staff[]>;
  findByUsername(username: string): Promise<StaffRecord | undefined>;
  /** Holds a person's row until the transaction ends. */
  lock(id: string): Promise<StaffRecord | undefined>;
  /** Holds everybody's row until the transaction ends, for rules about all of them. */
  lockAll(): Promise<StaffRecord[]>;
  /** Undefined where the user name is taken. */
  add(staff: Omit<StaffRecord, 'id'>, now: number): Promise<Staff | undefined>;
  update(staff: StaffRecord, now: number): Promise<void>;
}

export interface SessionRecord {
  /** SHA-256 of the token, hexadecimal. */
  tokenHash: string;
  staffId: string;
  createdAt: number;
  /** When it was last used, to a few minutes. */
  lastSeenAt: number;
}

export interface SessionRecords {
  add(session: SessionRecord): Promise<void>;
  /** A session with its person as both are now; undefined also where the person is disabled. */
  find(tokenHash: string): Promise<{ session: SessionRecord; staff: Staff } | undefined>;
  touch(tokenHash: string, now: number): Promise<void>;
  /** The id of the person whose session it was; undefined where there was none. */
  remove(tokenHash: string): Promise<string | undefined>;
  removeOfStaff(staffId: string): Promise<void>;
  /** Removes those made or last used at these times or before. */
  removeStale(createdUntil: number, seenUntil: number): Promise<void>;
}

/** Sign-ins that have not succeeded, by a hash of the name, whether anybody has that name or not. */
export interface SignInAttempts {
  /**
   * Counts one attempt and answers how many there are now. The count is forgotten `keepMs` after the last attempt
   * that was within `limit`; attempts beyond the limit do not lengthen it.
   */
  count(nameHash: string, now: number, limit: number, keepMs: number): Promise<number>;
  forget(nameHash: string): Promise<void>;
  /** Forgets every count whose time has come. */
  forgetOld(now: number): Promise<void>;
}

/** What one transaction can touch. Nothing but the database is awaited inside. */
export interface AccountTransaction {
  staff: StaffRecords;
  sessions: SessionRecords;
  attempts: SignInAttempts;
  audit: AuditLog;
}

/** The database as the accounts see it. */
export interface AccountStore {
  /** Reads what is committed; `work` must not write. */
  read<T>(work: (tx: AccountTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, again when the database asks for it, and resolves after the commit. */
  write<T>(work: (tx: AccountTransaction) => Promise<T>): Promise<T>;
}
