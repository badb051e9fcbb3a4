/** A vector of few non-zero entries; `ids` grow strictly. */
export interface SparseVector {
  ids: Int32Array;
  values: Float32Array;
}

/** The vector of nothing known. */
export const EMPTY_VECTOR: SparseVector = { ids: new Int32Array(0), values: new Float32Array(0) };

/** Builds a vector from id → value, scaled to length 1 (the empty vector stays empty). */
export function unitVector(entries: Map<number, number>): SparseVector {
  if (entries.size === 0) return EMPTY_VECTOR;
  const ids = Int32Array.from(entries.keys()).sort();
  const values = new Float32Array(ids.length);
  let squares = 0;
  for (let i = 0; i < ids.length; i++) {
    const value = entries.get(ids[i]!)!;
    values[i] = value;
    squares += value * value;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < values.length; i++) values[i]! *= scale;
  return { ids, values };
}
