import type { PostgresDatabase } from '../postgres/postgres-database';
import type { TableShape } from '../copy/table-shape';
import type { MoveSource } from './move-source';

/** Hears how a move goes on: `done` of `total` rows. */
export type OnMove = (progress: { stage: MoveStage; done: number; total: number }) => void;

export type MoveStage = 'copy' | 'index' | 'changes' | 'waiting' | 'verify';

/** What every step of a move works with. */
export interface MoveParts {
  source: MoveSource;
  target: PostgresDatabase;
  shapes: readonly TableShape[];
  onMove: OnMove;
}
