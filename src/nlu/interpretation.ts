/** What the engine understood of one utterance. The first block has the field names of Rasa's `/model/parse`. */
export interface Interpretation {
  text: string;
  /** The corpus's best label, also when `outOfScope` is true. */
  intent: ScoredIntent;
  intent_ranking: ScoredIntent[];
  entities: Entity[];
  /** The first intent and, where there is one, the second request. */
  intents: ScoredIntent[];
  outOfScope: boolean;
  /** 0-1; near 1 means surely not a request of this corpus. */
  outOfScopeScore: number;
  /** Intents worth asking about when `decision` is `ask`, best first. */
  alternatives: ScoredIntent[];
  /** What the confidence allows: answer, ask "did you mean", or miss. */
  decision: 'answer' | 'ask' | 'miss';
  /** Reasons that a person can read. */
  why: string[];
}

export interface ScoredIntent {
  name: string;
  /** Calibrated probability, 0-1. */
  confidence: number;
}

/** A found span. Offsets count UTF-16 code units of the text as sent, end exclusive. */
export interface Entity {
  entity: EntityType;
  start: number;
  end: number;
  value: string | number;
  confidence_entity: number;
  extractor: string;
}

export type EntityType =
  | 'phone'
  | 'id_number'
  | 'money'
  | 'data_volume'
  | 'bandwidth'
  | 'duration'
  | 'date'
  | 'time'
  | 'date_time'
  | 'quantity'
  | 'error_code'
  | 'place'
  | 'plan_name'
  | 'app_name'
  | 'device_model'
  | 'order_number'
  | 'email'
  | 'number'
  | 'percent';
