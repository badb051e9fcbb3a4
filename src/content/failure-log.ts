import { TongdaError } from '../errors';
import type { Logger } from '../logger';

/** Complains of a trouble that comes again and again once, and says when it is over. */
export class FailureLog {
  private last?: string;

  constructor(
    private readonly logger: Logger,
    private readonly message: string,
  ) {}

  /** `fields` go into the line. */
  failed(error: unknown, fields: object = {}): void {
    const kind = error instanceof TongdaError ? error.code : (error as Error).message;
    if (kind === this.last) return;
    this.last = kind;
    this.logger.error({ err: error, ...fields }, this.message);
  }

  worked(): void {
    if (this.last !== undefined) this.logger.info({}, `over: ${this.message}`);
    this.last = undefined;
  }
}
