/** Where a command writes. Data goes to `out`, words to `err`, so that output can be piped. */
export interface Io {
  out(data: string | Uint8Array): void;
  err(text: string): void;
  /** The terminal for progress bars; null where stderr is none. */
  readonly terminal: NodeJS.WriteStream | null;
  /** Text of standard input. */
  input(): Promise<string>;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly usage: string;
  /** Resolves to the exit status. Throws UsageError for arguments that cannot be, anything else for a failure. */
  run(args: string[], io: Io): Promise<number>;
}

/** Arguments that cannot be carried out: exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** A failure that is said to people as it stands: exit status 1. */
export class Failed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Failed';
  }
}
