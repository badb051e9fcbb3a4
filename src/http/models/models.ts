/** The models that can be chosen, and the one that answers; of this machine or of all nodes. */
export interface Models {
  readonly currentId: string;
  /** Newest first, with the time (ms) since when each is there. */
  list(): Promise<{ id: string; publishedAt: number }[]>;
  /**
   * Makes a model answer: the one named, else the one that is published now. Errors: `not_found` or
   * `model_unpublished`, `model_missing`, `model_broken`.
   */
  activate(id?: string): Promise<string>;
}
