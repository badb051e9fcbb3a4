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
  due_work: {
    kind: string;
    ref: string;
    due_at: number;
    /** Grows with every schedule and every claim; whoever finishes the work must still hold it. */
    fence: number;
    held_until: number;
    attempts: number;
    payload: string;
  };
  question_count: { day: string; article_id: string; asked: number };
}
