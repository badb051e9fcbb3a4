import { resumeOutcome } from '../../../src/telemetry/resume-outcome';

const events = (...seqs: number[]): { seq: number }[] => seqs.map((seq) => ({ seq }));
const answered = (data: object): { ok: true; data: object } => ({ ok: true, data });

describe('the outcome of a resume', () => {
  it.each([
    ['first', {}, answered({ reload: true, events: events(1, 2) })],
    ['first', undefined, answered({ reload: true, events: [] })],
    ['resumed', { resume: { lastSeq: 2 } }, answered({ reload: false, lastSeq: 4, events: events(3, 4) })],
    ['resumed', { resume: { lastSeq: 4 } }, answered({ reload: false, lastSeq: 4, events: [] })],
    ['resumed', { afterSeq: 2 }, answered({ reload: false, events: events(3) })],
    [
      'reload',
      { resume: { lastSeq: 2 } },
      answered({ reload: true, lastSeq: 900, events: events(899, 900) }),
    ],
    ['gap', { resume: { lastSeq: 2 } }, answered({ reload: false, lastSeq: 4, events: events(4) })],
    ['gap', { resume: { lastSeq: 2 } }, answered({ reload: false, lastSeq: 5, events: events(3, 5) })],
    ['gap', { resume: { lastSeq: 2 } }, answered({ reload: false, lastSeq: 5, events: events(3, 4) })],
    ['gap', { afterSeq: 2 }, answered({ reload: false, events: events(4) })],
    ['refused', { resume: { lastSeq: 2 } }, { ok: false }],
    ['refused', { afterSeq: 2 }, undefined],
  ])('%s', (outcome, request, reply) => {
    expect(resumeOutcome(request, reply)).toBe(outcome);
  });
});
