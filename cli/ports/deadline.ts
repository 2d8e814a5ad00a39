import type { FailureReason } from '../../src/core/model/request';

/** Ends a request after a silence of the server, or when the caller gives its signal. */
export class Deadline {
  /** Given by whichever comes first. */
  readonly signal: AbortSignal;
  private readonly silence = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    timeoutMs: number,
    private readonly caller: AbortSignal
  ) {
    this.signal = AbortSignal.any([this.silence.signal, caller]);
    this.timer = setTimeout(() => this.silence.abort(), timeoutMs);
  }

  /** Why a request under this deadline broke off. */
  get reason(): FailureReason {
    return this.caller.aborted ? 'cancelled' : this.silence.signal.aborted ? 'timeout' : 'unreachable';
  }

  /** Something came. */
  renew(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
