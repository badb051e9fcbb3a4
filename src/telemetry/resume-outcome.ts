/** How a reader's cursor was taken up; `gap` is a hole in what was sent, which must never be. */
export type ResumeOutcome = 'first' | 'resumed' | 'reload' | 'gap' | 'refused';

interface Request {
  resume?: { lastSeq?: number } | undefined;
  afterSeq?: number;
}

interface Answer {
  reload?: boolean;
  lastSeq?: number;
  events?: { seq: number }[];
}

/** Judges a `hello` of the chat or an `open` of the desk by what was asked and what was answered. */
export function resumeOutcome(
  request: unknown,
  reply: { ok?: unknown; data?: unknown } | undefined,
): ResumeOutcome {
  if (reply?.ok !== true) return 'refused';
  const { resume, afterSeq } = (request ?? {}) as Request;
  const cursor = resume?.lastSeq ?? afterSeq;
  if (cursor === undefined) return 'first';
  const { reload, lastSeq, events = [] } = (reply.data ?? {}) as Answer;
  if (reload === true) return 'reload';
  const inOrder = events.every(({ seq }, index) => seq === cursor + 1 + index);
  const complete = lastSeq === undefined || lastSeq === (events.at(-1)?.seq ?? cursor);
  return inOrder && complete ? 'resumed' : 'gap';
}
