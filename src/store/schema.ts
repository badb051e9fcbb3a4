/** Tables of both databases. Times are milliseconds since the epoch, ids are text, JSON lies in text columns. */
export interface Schema {
  meta: { key: string; value: string };
  conversation: {
    id: string;
    channel: string;
    visitor_id: string;
    created_at: number;
    updated_at: number;
    last_seq: number;
    /** Mirror of the tracker's owner, so that one row tells who may answer: bot, queue or agent. */
    owner: string;
    /** Everything up to this event is in the message index. */
    indexed_seq: number;
    /** The beginning of what was said last. */
    last_text: string;
  };
  event: {
    conversation_id: string;
    seq: number;
    at: number;
    sender: string;
    client_id: string | null;
    kind: string;
    body: string;
  };
  /** A message that can be found. On SQLite its terms lie in the FTS5 table `message_terms`, under the same number. */
  indexed_message: {
    /** See message-place.ts. */
    place: number;
    conversation_id: string;
    seq: number;
    kind: string;
    /** A tsvector; PostgreSQL only. */
    terms?: unknown;
  };
  /** SQLite only. */
  message_terms: { rowid: number; terms: string };
  tracker_snapshot: { conversation_id: string; version: number; seq: number; tracker: string };
  due_work: {
    kind: string;
    ref: string;
    due_at: number;
    /** Grows with every schedule and every claim; whoever finishes the work must still hold it. */
    fence: number;
    held_until: number;
    /** The node that holds it; empty when none does. */
    held_by: string;
    attempts: number;
    payload: string;
  };
  /** Processes at work on this database; one whose lease has run out is dead. */
  node: { id: string; lease_until: number };
  question_count: { day: string; article_id: string; asked: number };
  handoff: {
    id: string;
    conversation_id: string;
    channel: string;
    state: string;
    reason: string;
    summary: string;
    priority: number;
    requested_at: number;
    queued_at: number;
    assigned_at: number | null;
    ended_at: number | null;
    agent_id: string | null;
    fence: number;
    offer_until: number | null;
    passed_by: string;
    wrap_up_code: string | null;
    wrap_up_note: string | null;
    rating: number | null;
    rating_comment: string | null;
  };
  presence: {
    agent_id: string;
    agent_name: string;
    state: string;
    /** At least the load; falls to `wanted_capacity` as chats end. */
    capacity: number;
    wanted_capacity: number;
    load: number;
    lease_until: number;
    last_offer_at: number;
  };
  staff: {
    id: string;
    username: string;
    display_name: string;
    /** JSON array of roles. */
    roles: string;
    password_hash: string;
    /** 0 or 1. */
    disabled: number;
    created_at: number;
    updated_at: number;
  };
  staff_session: {
    /** SHA-256 of the token, hexadecimal: who reads the database cannot sign in. */
    token_hash: string;
    staff_id: string;
    created_at: number;
    last_seen_at: number;
  };
  sign_in_attempt: {
    /** SHA-256 of the name that was tried, which may be a password typed into the wrong field. */
    name_hash: string;
    attempts: number;
    forget_at: number;
  };
  audit: {
    id: string;
    at: number;
    staff_id: string | null;
    action: string;
    target: string | null;
    detail: string;
  };
  /** A blob is there when its row is: its chunks come first. */
  blob: { sha256: string; bytes: number };
  blob_chunk: { sha256: string; part: number; data: Buffer };
  content_version: { version: number; published_at: number; publisher: string; model_id: string };
  content_file: {
    /** `corpus/…` or `models/<id>/…`. */
    path: string;
    /** The file is part of the versions from this one on … */
    since: number;
    /** … up to but not with this one. */
    until: number | null;
    sha256: string;
    bytes: number;
  };
  /** Blobs that belong to content, so that they can be swept; others' blobs are not touched. */
  content_blob: {
    sha256: string;
    stored_at: number;
    /** Set while it is being deleted. */
    doomed_at: number | null;
  };
}
