import { reduce, type Action, type DeskView } from '../state/desk-state';

/** Holds the desk's state and tells of every change. */
export class Store {
  private readonly listeners = new Set<() => void>();

  constructor(private view: DeskView) {}

  /** The current state; the same object until something changes. */
  readonly get = (): DeskView => this.view;

  /** Returns the way to unsubscribe. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dispatch(action: Action): void {
    const next = reduce(this.view, action);
    if (next === this.view) return;
    this.view = next;
    for (const listener of this.listeners) listener();
  }
}
