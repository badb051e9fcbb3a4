import type { Random } from '../../support/random';

type Change = { kind: 'write'; offset: number; data: Buffer } | { kind: 'truncate'; size: number };

/** What a power cut leaves of changes that no sync has covered. */
export interface Survival {
  /** nothing: all are lost · some: each page by chance, torn now and then · all: as after a mere kill. */
  mode: 'nothing' | 'some' | 'all';
  /** The chance of a page, in mode `some`. */
  chance: number;
  random: Random;
}

const PAGE_BYTES = 4096;
const SECTOR_BYTES = 512;
const TORN = 0.1;

/** The bytes of a file that can grow. */
class Bytes {
  private bytes = Buffer.alloc(64 * 1024);
  length = 0;

  write(offset: number, data: Buffer): void {
    this.resize(Math.max(this.length, offset + data.length));
    data.copy(this.bytes, offset);
  }

  /** What is new is zero. */
  resize(length: number): void {
    if (length > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    if (length < this.length) this.bytes.fill(0, length, this.length);
    this.length = length;
  }

  copy(): Bytes {
    const other = new Bytes();
    other.bytes = Buffer.from(this.bytes.subarray(0, Math.max(this.length, 1)));
    other.length = this.length;
    return other;
  }

  get content(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}

/** One file: what is durable, and what was done to it since. */
export class DiskFile {
  readonly kind = 'file';
  private readonly durable = new Bytes();
  private pending: Change[] = [];
  private settled = 0;

  write(offset: number, data: Buffer): void {
    this.pending.push({ kind: 'write', offset, data });
  }

  truncate(size: number): void {
    this.pending.push({ kind: 'truncate', size });
  }

  /** How many changes there have been: what a sync that begins now will cover. */
  get changes(): number {
    return this.settled + this.pending.length;
  }

  /** A sync has ended that began when there were so many changes. */
  sync(changes: number): void {
    for (const change of this.pending.splice(0, Math.max(0, changes - this.settled))) {
      apply(this.durable, change);
      this.settled += 1;
    }
  }

  /** What would be found after a power cut now. */
  after(survival: Survival): Buffer {
    if (survival.mode === 'nothing') return this.durable.content;
    const left = this.durable.copy();
    if (survival.mode === 'all') {
      for (const change of this.pending) apply(left, change);
      return left.content;
    }
    this.applySome(left, survival);
    return left.content;
  }

  private applySome(left: Bytes, { chance, random }: Survival): void {
    const before = left.length;
    let intended = before;
    const written: [from: number, to: number][] = [];
    for (const change of this.pending) {
      if (change.kind === 'truncate') {
        intended = change.size;
        if (random.chance(chance)) apply(left, change);
        continue;
      }
      intended = Math.max(intended, change.offset + change.data.length);
      for (const [from, to] of surviving(change.offset, change.data.length, chance, random)) {
        left.write(from, change.data.subarray(from - change.offset, to - change.offset));
        written.push([from, to]);
      }
    }
    // The size may have become durable without the bytes: they are then zero, or whatever lay there.
    if (random.chance(0.5) && intended > left.length) left.resize(intended);
    if (random.chance(0.5)) fillHoles(left, before, written, random);
  }
}

function apply(bytes: Bytes, change: Change): void {
  if (change.kind === 'write') bytes.write(change.offset, change.data);
  else bytes.resize(change.size);
}

/** Of one write, the stretches that reach the disk: whole pages, or some sectors of one. */
function* surviving(
  offset: number,
  length: number,
  chance: number,
  random: Random,
): Generator<[from: number, to: number]> {
  const end = offset + length;
  for (let from = offset; from < end;) {
    const to = Math.min(end, (Math.floor(from / PAGE_BYTES) + 1) * PAGE_BYTES);
    if (random.chance(chance)) {
      if (!random.chance(TORN)) yield [from, to];
      else yield* surviveBySector(from, to, random);
    }
    from = to;
  }
}

function* surviveBySector(start: number, end: number, random: Random): Generator<[from: number, to: number]> {
  for (let from = start; from < end;) {
    const to = Math.min(end, (Math.floor(from / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (random.chance(0.5)) yield [from, to];
    from = to;
  }
}

/** Puts rubbish where the file has grown and nothing of what was written has survived. */
function fillHoles(bytes: Bytes, from: number, written: readonly [number, number][], random: Random): void {
  const { length } = bytes;
  for (let at = from; at < length; at += SECTOR_BYTES) {
    const to = Math.min(length, at + SECTOR_BYTES);
    if (written.some(([start, end]) => start < to && end > at)) continue;
    bytes.write(at, Buffer.from(Array.from({ length: to - at }, () => random.between(0, 255))));
  }
}
