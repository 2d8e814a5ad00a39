import { fingerprint } from '../model/fingerprint';
import type { Segment } from '../model/catalog';
import { mergeViews } from './replace';
import { buildSegment, SegmentBuilder, type DirectoryContent } from './segment';

/** A content with what it was made of, as text: equal sources make equal contents. */
export interface Sourced {
  readonly content: DirectoryContent;
  readonly source: string;
}

/** Contents that become segments while more of them come. */
export interface GrowingSegments {
  add(sourced: Sourced): void;
  /** All so far; what is in a segment once stays as it is. */
  segments(): readonly Segment[];
  /** Contents that may yet change, as a segment beside the others. */
  provisional(parts: readonly Sourced[]): Segment;
  /** All as one segment, the same wherever it was cut meanwhile. */
  joined(): Segment;
}

/** Segments are named by `settings` and the sources of all contents up to their last. */
export function growingSegments(settings: string): GrowingSegments {
  const cut: Segment[] = [];
  let pending = new SegmentBuilder();
  let isEmpty = true;
  let print = settings;
  const printWith = (sources: readonly string[]): string => fingerprint([print, ...sources].join('\u0001'));
  const segments = (): readonly Segment[] => {
    if (!isEmpty) {
      cut.push(pending.build(print));
      pending = new SegmentBuilder();
      isEmpty = true;
    }
    return cut;
  };
  return {
    add({ content, source }) {
      pending.add(content);
      print = printWith([source]);
      isEmpty = false;
    },
    segments,
    provisional: (parts) =>
      buildSegment(
        printWith(parts.map(({ source }) => source)),
        parts.map(({ content }) => content)
      ),
    joined() {
      const all = segments();
      return all.length === 1
        ? all[0]
        : mergeViews(
            all.map((segment) => ({ segment, masked: new Set<string>() })),
            print
          );
    },
  };
}
