interface State {
  next: Map<string, State>;
  fallback: State | undefined;
  /** The pattern that ends here. */
  pattern: string | undefined;
  /** The nearest shorter suffix that is a pattern. */
  shorter: State | undefined;
}

/** One place where a pattern occurs; `end` is exclusive. */
export interface PatternMatch {
  start: number;
  end: number;
  pattern: string;
}

/** Finds all occurrences of many patterns in one pass over a text (Aho & Corasick 1975), by UTF-16 unit. */
export class AhoCorasick {
  private readonly root = newState();

  /** Empty patterns are ignored. */
  constructor(patterns: Iterable<string>) {
    for (const pattern of patterns) if (pattern !== '') this.insert(pattern);
    this.link();
  }

  /** All occurrences, also overlapping ones, by growing end; of one end the longest first. */
  search(text: string): PatternMatch[] {
    const matches: PatternMatch[] = [];
    let state = this.root;
    for (let at = 0; at < text.length; at++) {
      state = this.step(state, text[at]!);
      for (let hit = state.pattern === undefined ? state.shorter : state; hit; hit = hit.shorter) {
        matches.push({ start: at + 1 - hit.pattern!.length, end: at + 1, pattern: hit.pattern! });
      }
    }
    return matches;
  }

  private insert(pattern: string): void {
    let state = this.root;
    for (let at = 0; at < pattern.length; at++) {
      const unit = pattern[at]!;
      let next = state.next.get(unit);
      if (!next) {
        next = newState();
        state.next.set(unit, next);
      }
      state = next;
    }
    state.pattern = pattern;
  }

  /** Breadth first, so that every fallback is linked before it is used. */
  private link(): void {
    const queue: State[] = [this.root];
    for (const state of queue) {
      for (const [unit, child] of state.next) {
        child.fallback = state.fallback ? this.step(state.fallback, unit) : this.root;
        child.shorter = child.fallback.pattern === undefined ? child.fallback.shorter : child.fallback;
        queue.push(child);
      }
    }
  }

  private step(from: State, unit: string): State {
    let state: State | undefined = from;
    while (state) {
      const next = state.next.get(unit);
      if (next) return next;
      state = state.fallback;
    }
    return this.root;
  }
}

function newState(): State {
  return { next: new Map(), fallback: undefined, pattern: undefined, shorter: undefined };
}
