import type { Recognition } from '../../../../src/nlu/entities/recognizer';
import { resolveConflicts } from '../../../../src/nlu/entities/resolve-conflicts';

const found = (entity: Recognition['entity'], start: number, end: number): Recognition => ({
  entity,
  start,
  end,
  value: 1,
  confidence: 1,
});
const kept = (...recognitions: Recognition[]): string[] =>
  resolveConflicts(recognitions, 20).map(({ entity, start, end }) => `${entity} ${start}-${end}`);

describe('resolveConflicts', () => {
  test('the longest wins', () => {
    expect(kept(found('phone', 0, 3), found('number', 2, 8))).toEqual(['number 2-8']);
  });

  test('of equal length the more telling type wins', () => {
    expect(kept(found('number', 0, 3), found('error_code', 0, 3))).toEqual(['error_code 0-3']);
  });

  test('what does not overlap stays, in text order', () => {
    expect(kept(found('date', 4, 8), found('number', 0, 2), found('time', 2, 4))).toEqual([
      'number 0-2',
      'time 2-4',
      'date 4-8',
    ]);
  });
});
