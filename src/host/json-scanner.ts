import { CLOSE, COLON, COMMA, KIND, ODD, OPEN_ARRAY, OPEN_OBJECT, ORDINARY, SPACE, TEXT } from './json-bytes';
import { JsonValue } from './json-value';
import { MalformedJson } from './malformed';

const NONE = -1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_DEPTH = 5000;

export interface ScannerOptions {
  /** Keys under which arrays and texts become null, at any depth. */
  readonly drop: ReadonlySet<string>;
  /** Hand over the elements of an outermost array one by one, instead of the array. */
  readonly elements: boolean;
  readonly onValue: (value: unknown) => void;
}

/**
 * Reads JSON fed in chunks of any size and hands over each document (or element) as soon as it is complete, holding no more
 * than that one. Drops what `drop` names unread, turns bare NaN into null and bare ±Infinity into the texts "Infinity" and
 * "-Infinity", splits documents that follow each other. `write` and `end` throw MalformedJson.
 */
export class JsonScanner {
  private readonly value = new JsonValue();
  /** Bytes of earlier chunks. */
  private offset = 0;
  /** One entry a level, true for an object. Values end at depth `base`: 1 inside an array whose elements are wanted. */
  private readonly stack: boolean[] = [];
  private base = 0;
  private inText = false;
  private escaped = false;
  private keyNext = false;
  /** Where the key being read begins in what is kept, or NONE. */
  private key = NONE;
  private keyDropped = false;
  private dropNext = false;
  /** Open levels of the dropped value (0 for a text), or NONE outside one. */
  private skipped = NONE;
  private readonly dropped: readonly Uint8Array[];

  constructor(private readonly options: ScannerOptions) {
    this.dropped = Array.from(options.drop, (key) => new TextEncoder().encode(key));
  }

  write(chunk: Uint8Array): void {
    this.value.feed(chunk);
    for (let i = 0; i < chunk.length;) {
      i = this.inText ? this.text(chunk, i) : this.skipped === NONE ? this.step(chunk, i) : this.skip(chunk, i);
    }
    if (this.skipped === NONE) {
      this.value.keep(chunk.length);
    }
    this.offset += chunk.length;
  }

  /** To be called behind the last chunk. False where the input ends inside a value. */
  end(): boolean {
    if (this.inText || this.stack.length > 0) {
      return false;
    }
    if (this.value.begun) {
      this.options.onValue(this.value.take());
    }
    return true;
  }

  /** Up to the end of a text. */
  private text(chunk: Uint8Array, at: number): number {
    let i = at;
    if (this.escaped) {
      this.escaped = false;
      i++;
    }
    while (i < chunk.length && chunk[i] !== QUOTE) {
      i += chunk[i] === BACKSLASH ? 2 : 1;
    }
    if (i >= chunk.length) {
      this.escaped = i > chunk.length;
      return chunk.length;
    }
    i++;
    this.inText = false;
    if (this.skipped !== NONE) {
      this.skipEnd(i);
    } else if (this.key !== NONE) {
      this.keyEnd(i);
    } else if (this.stack.length === this.base) {
      this.value.keep(i);
      this.options.onValue(this.value.take());
    }
    return i;
  }

  private keyEnd(i: number): void {
    // Most keys differ in length from all that are dropped, and need not be looked at.
    const begin = this.key + 1;
    const size = this.value.place(i) - 1 - begin;
    if (this.dropped.some((key) => key.length === size)) {
      this.value.keep(i);
      this.keyDropped = this.dropped.some((key) => key.length === size && this.value.has(key, begin));
    }
    this.key = NONE;
  }

  /** Inside a dropped array. */
  private skip(chunk: Uint8Array, at: number): number {
    for (let i = at; i < chunk.length; i++) {
      const kind = KIND[chunk[i]];
      if (kind === TEXT) {
        this.inText = true;
        return i + 1;
      }
      if (kind === OPEN_ARRAY || kind === OPEN_OBJECT) {
        this.skipped++;
      } else if (kind === CLOSE && --this.skipped === 0) {
        this.skipEnd(i + 1);
        return i + 1;
      }
    }
    return chunk.length;
  }

  private skipEnd(i: number): void {
    if (this.skipped === 0) {
      this.skipped = NONE;
      this.value.leaveOut(i);
    }
  }

  /** A run of ordinary bytes, or one byte of structure. */
  private step(chunk: Uint8Array, at: number): number {
    const inside = this.stack.length > this.base;
    const last = inside ? SPACE : ORDINARY;
    let i = at;
    while (i < chunk.length && KIND[chunk[i]] <= last) {
      i++;
    }
    if (i > at) {
      this.value.begin(this.offset + at);
      return i;
    }
    const kind = KIND[chunk[i]];
    if (kind === ODD) {
      this.value.begin(this.offset + i);
      this.value.markOdd(i);
      return i + 1;
    }
    if (!inside) {
      if (this.value.begun) {
        // The end of a bare number or word.
        this.value.keep(i);
        this.options.onValue(this.value.take());
        return i;
      }
      if (this.between(kind)) {
        this.value.leaveOut(i + 1);
        return i + 1;
      }
      if (kind >= CLOSE) {
        throw new MalformedJson(`not JSON at byte ${this.offset + i}`);
      }
    }
    this.value.begin(this.offset + i);
    if (this.dropNext && (kind === TEXT || kind === OPEN_ARRAY)) {
      this.value.keep(i);
      this.value.keepNull();
      this.skipped = kind === TEXT ? 0 : 1;
      this.inText = kind === TEXT;
    } else {
      this.structure(i, kind);
    }
    this.dropNext = kind === COLON && this.keyDropped;
    this.keyDropped = false;
    return i + 1;
  }

  private structure(i: number, kind: number): void {
    if (kind === TEXT) {
      this.inText = true;
      this.key = this.keyNext ? this.value.place(i) : NONE;
    } else if (kind === CLOSE) {
      this.stack.pop();
      if (this.stack.length === this.base) {
        this.value.keep(i + 1);
        this.options.onValue(this.value.take());
      }
    } else if (kind !== COMMA && kind !== COLON) {
      if (this.stack.length === MAX_DEPTH) {
        throw new MalformedJson(`nested deeper than ${MAX_DEPTH} levels at byte ${this.offset + i}`);
      }
      this.stack.push(kind === OPEN_OBJECT);
    }
    this.keyNext = kind === OPEN_OBJECT || (kind === COMMA && this.stack[this.stack.length - 1]);
  }

  /** Takes a byte that only separates values; false for one that begins a value, or does not belong here. */
  private between(kind: number): boolean {
    if (this.base === 1 && kind === CLOSE) {
      this.stack.pop();
      this.base = 0;
      return true;
    }
    if (this.options.elements && this.base === 0 && kind === OPEN_ARRAY) {
      this.stack.push(false);
      this.base = 1;
      return true;
    }
    return kind === SPACE || (this.base === 1 && kind === COMMA);
  }
}
