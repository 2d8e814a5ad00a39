import { dequal } from 'dequal/lite';
import type { Fragment, Source } from '../model/record';
import type { CompiledMapping } from './mapped-fields';

/** One parsed document of an object: a JSON or YAML value, or the text of any other file. */
export type Document =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'text'; readonly text: string };

/** A document is of this format, in the version that it gives; null where it gives none. */
export interface Detection {
  readonly version: string | null;
}

/** What a reader knows besides the document. */
export interface ReadContext {
  /** Minutes to add to UTC for times that are written without a zone. */
  readonly zoneOffsetMinutes: number;
  /** Mappings of the settings, for files that no reader recognises. */
  readonly mappings?: readonly CompiledMapping[];
  /**
   * Parts that were read last, by what they are a part of: reports of one run repeat their stack, which costs more to read
   * than to compare. Left out, every part is read.
   */
  readonly seen?: Map<string, Seen[]>;
}

/** A part of a document and what was made of it. */
export interface Seen {
  readonly part: unknown;
  readonly made: unknown;
}

/** Parts that are remembered of each name: documents of one run follow each other. */
const REMEMBERED = 4;

/** What was made of an equal part of a document before, else `make()`. A reader always makes the same of equal parts. */
export function once<T>(context: ReadContext, name: string, part: unknown, make: () => T): T {
  const { seen } = context;
  if (seen === undefined) {
    return make();
  }
  const known = seen.get(name) ?? [];
  const found = known.find((one) => dequal(one.part, part));
  if (found !== undefined) {
    return found.made as T;
  }
  const made = make();
  seen.set(name, [{ part, made }, ...known.slice(0, REMEMBERED - 1)]);
  return made;
}

/**
 * One producer of result files. `detect` looks at content alone and must be cheap; `read` never throws for what a file may
 * hold: it reports an issue and leaves the value out. Numbers are converted to base units; request texts are never read.
 */
export interface Format {
  /** Stable id, the `format` dimension. */
  readonly id: string;
  readonly title: string;
  /** Files of the producer, for documentation. */
  readonly files: string;
  /** Traps of the format, one sentence each, for documentation. */
  readonly traps: readonly string[];
  /** Keys of per-request arrays and texts that the host drops while reading JSON. */
  readonly drop: readonly string[];
  /** Set where no file of the tool itself was at hand: the reader follows its documentation and source. */
  readonly origin?: 'documentation';
  detect(document: Document): Detection | null;
  read(document: Document, source: Source, context: ReadContext): readonly Fragment[];
  /** Set where the documents of one object are one result together, such as a request a line; then asked in place of `read`. */
  readLines?(documents: readonly Document[], source: Source, context: ReadContext): readonly Fragment[];
}
