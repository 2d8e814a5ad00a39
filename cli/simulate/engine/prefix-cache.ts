/** Shared prefixes whose keys and values an instance still holds, the least recently used leaving first. */
export class PrefixCache {
  // A Map iterates in the order of insertion, so re-inserting on use makes it a list by age.
  private readonly held = new Map<number, true>();
  lookups = 0;
  hits = 0;

  constructor(private readonly capacity: number) {}

  has(group: number): boolean {
    return this.held.has(group);
  }

  /** Uses a prefix and keeps it; true where it was held already. */
  use(group: number): boolean {
    const hit = this.held.delete(group);
    this.lookups++;
    this.hits += hit ? 1 : 0;
    this.held.set(group, true);
    if (this.held.size > this.capacity) {
      for (const oldest of this.held.keys()) {
        this.held.delete(oldest);
        break;
      }
    }
    return hit;
  }
}
