import { ByteBuffer } from './byte-buffer';
import { repaired } from './json-bytes';
import { MalformedJson } from './malformed';

const NULL = new TextEncoder().encode('null');

/** What is kept of the JSON value under way, gathered from chunks with what is left out taken away. */
export class JsonValue {
  private readonly kept = new ByteBuffer();
  private chunk: Uint8Array = new Uint8Array(0);
  /** First byte of the chunk that is neither kept nor left out yet. */
  private from = 0;
  /** Places of an N or I outside texts. */
  private odd: number[] = [];
  /** Where the value begins in the input, null between values. */
  private start: number | null = null;

  get begun(): boolean {
    return this.start !== null;
  }

  /** Marks the beginning of the value, unless it has begun. */
  begin(offset: number): void {
    this.start = this.start ?? offset;
  }

  /** The next chunk. The last one is either kept or left out as a whole by now. */
  feed(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.from = 0;
  }

  /** Keeps the chunk up to here. */
  keep(to: number): void {
    if (to > this.from) {
      this.kept.append(this.chunk.subarray(this.from, to));
      this.from = to;
    }
  }

  keepNull(): void {
    this.kept.append(NULL);
  }

  /** Leaves out the chunk up to here. */
  leaveOut(to: number): void {
    this.from = to;
  }

  /** Where a byte of the chunk lies among those kept, once it is. */
  place(i: number): number {
    return this.kept.length + i - this.from;
  }

  markOdd(i: number): void {
    this.odd.push(this.place(i));
  }

  /** Whether these bytes were kept from a place on. */
  has(bytes: Uint8Array, place: number): boolean {
    return this.kept.has(bytes, place);
  }

  /** The value, of which nothing is held from then on. Throws MalformedJson. */
  take(): unknown {
    const text = repaired(this.kept.view(), this.odd);
    const start = this.start ?? 0;
    this.kept.clear();
    this.odd = [];
    this.start = null;
    try {
      return JSON.parse(text);
    } catch {
      throw new MalformedJson(`not JSON in the value that begins at byte ${start}`);
    }
  }
}
