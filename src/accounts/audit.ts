/** What the trail tells of. */
export type AuditAction =
  | 'signedIn'
  | 'signInFailed'
  | 'signedOut'
  | 'staffCreated'
  | 'staffChanged'
  | 'passwordSet'
  | 'modelActivated'
  | 'conversationRead'
  | 'messagesSearched';

/** One line of the audit trail. It names people by their id only. */
export interface AuditEntry {
  id: string;
  at: number;
  /** Who did it; absent for the command line, and for a sign-in under an unknown name. */
  staffId?: string;
  action: AuditAction;
  /** Id of what it was done to. */
  target?: string;
  /** Codes and ids, never names or what people wrote. */
  detail: string;
}

export type NewAuditEntry = Omit<AuditEntry, 'id'>;

/** The audit trail; lines are added and never changed. */
export interface AuditLog {
  append(entry: NewAuditEntry): Promise<void>;
  /** Newest first; `before` is the id of the last line of the page before. */
  list(limit: number, before?: string): Promise<AuditEntry[]>;
}
