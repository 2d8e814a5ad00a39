/** Bytes that grow. */
export class ByteBuffer {
  private bytes = new Uint8Array(1 << 16);
  private used = 0;

  get length(): number {
    return this.used;
  }

  append(more: Uint8Array): void {
    const needed = this.used + more.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    this.bytes.set(more, this.used);
    this.used = needed;
  }

  /** What was appended; valid until the next change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }

  clear(): void {
    this.used = 0;
  }

  /** Whether the bytes from `at` on are these. */
  has(expected: Uint8Array, at: number): boolean {
    return at + expected.length <= this.used && expected.every((byte, i) => byte === this.bytes[at + i]);
  }
}
