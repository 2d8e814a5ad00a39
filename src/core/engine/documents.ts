import type { Document, Format, ReadContext } from '../formats/format';
import { MAPPED, readMapped } from '../formats/generic';
import { DROP_KEYS, recognise, unrecognisedReason } from '../formats/index';
import type { Fragment, Issue } from '../model/record';
import type { Answer, HttpRequest } from '../model/request';
import type { StoreObject } from '../stores/store';

/** How an object is asked for. By its extension; what it then is, its content says. */
export type Reading = 'json' | 'yaml' | 'text' | 'none';

const JSON_NAME = /\.(json|jsonl|ndjson)$/i;
const YAML_NAME = /\.ya?ml$/i;
const TEXT_NAME = /\.(csv|txt|prom|metrics)$/i;
/** Scrapes that llm-d-benchmark leaves beside a run have the extension of a log. */
const SCRAPE_NAME = /(?:^|\/)metrics\/raw\/[^/]+\.log$/i;

export function readingOf(path: string): Reading {
  if (JSON_NAME.test(path)) {
    return 'json';
  }
  return YAML_NAME.test(path) ? 'yaml' : TEXT_NAME.test(path) || SCRAPE_NAME.test(path) ? 'text' : 'none';
}

export function jsonRequest(path: string, sizeLimit: number): HttpRequest {
  return { kind: 'http', method: 'GET', path, want: { as: 'json', drop: DROP_KEYS }, sizeLimit };
}

/** The request for an object. YAML travels as text and is parsed by a request of its own. */
export function requestFor({ path }: StoreObject, sizeLimit: number): HttpRequest {
  return readingOf(path) === 'json'
    ? jsonRequest(path, sizeLimit)
    : { kind: 'http', method: 'GET', path, want: { as: 'text' }, sizeLimit };
}

/** True for JSON in a file of another name, such as results.txt. */
export function isJson(text: string): boolean {
  return /^\s*(?:\{\s*["}]|\[\s*[[{\]])/.test(text.slice(0, 200));
}

/** What became of one object. */
export type Outcome =
  | {
      readonly status: 'read' | 'context';
      readonly format: string;
      readonly formatVersion: string | null;
      readonly fragments: readonly Fragment[];
      readonly issues: readonly Issue[];
    }
  | { readonly status: 'left-aside'; readonly reason: string }
  | { readonly status: 'failed'; readonly reason: string; readonly message: string; readonly transient: boolean };

/** Failures that may be gone at the next scan. */
const TRANSIENT = new Set(['unreachable', 'timeout', 'cancelled']);

export function isTransient(reason: string): boolean {
  return TRANSIENT.has(reason);
}

function failure(path: string, rule: string, message: string, transient = false): Outcome {
  return { status: 'failed', reason: rule, message: `${path}: ${message}`, transient };
}

/** Outcome of an answer that brought no document; null where it brought one. */
export function failureOf(path: string, answer: Answer): Outcome | null {
  if (answer.kind === 'failure') {
    if (answer.reason === 'too-large') {
      return { status: 'left-aside', reason: 'over-scan-limit' };
    }
    return {
      status: 'failed',
      reason: answer.reason,
      message: answer.message,
      transient: isTransient(answer.reason),
    };
  }
  if (answer.kind !== 'http' || answer.status === 200) {
    return null;
  }
  if (answer.status === 404) {
    return failure(path, 'vanished', 'was listed, but the server has no such object (404). Refresh the listing.', true);
  }
  if (answer.status === 401 || answer.status === 403) {
    return failure(path, 'forbidden', `the server refuses this object (${answer.status}). Check its permissions.`);
  }
  return failure(path, 'http-status', `the server answered ${answer.status}.`, true);
}

/** A page of HTML in the place of a file: what servers send with status 200 when something is wrong. */
export function isPage(text: string): boolean {
  return /^\s*<(?:!doctype\s|html[\s>])/i.test(text.slice(0, 1000));
}

export function pageOutcome(path: string): Outcome {
  return failure(
    path,
    'html-page',
    'the server answers with a page of HTML in its place. Open its address in a browser to see what it says.',
    true
  );
}

function withVersion(part: Fragment, version: string | null): Fragment {
  return part.formatVersion !== null || version === null ? part : { ...part, formatVersion: version };
}

function read(documents: readonly Document[], path: string, reader: ReadContext): Outcome {
  const fragments: Fragment[] = [];
  let format: string | null = null;
  let formatVersion: string | null = null;
  const lines = new Map<Format, Document[]>();
  for (let index = 0; index < documents.length; index++) {
    const document = documents[index];
    const source = { path, document: index };
    const found = recognise(document);
    if (found === null) {
      const mapped = readMapped(document, source, reader);
      if (mapped !== null) {
        fragments.push(...mapped);
        format = format ?? MAPPED;
      }
      continue;
    }
    const { version } = found.detection;
    if (found.format.readLines === undefined) {
      for (const part of found.format.read(document, source, reader)) {
        fragments.push(withVersion(part, version));
      }
    } else {
      const own = lines.get(found.format) ?? [];
      own.push(document);
      lines.set(found.format, own);
    }
    format = format ?? found.format.id;
    formatVersion = formatVersion ?? version;
  }
  lines.forEach((own, { readLines }) => fragments.push(...(readLines?.(own, { path, document: 0 }, reader) ?? [])));
  if (format === null) {
    return { status: 'left-aside', reason: unrecognisedReason(documents[0]) };
  }
  const issues: Issue[] = [];
  let isContext = fragments.length > 0;
  for (const part of fragments) {
    if (part.grain === 'context') {
      issues.push(...part.issues);
    } else {
      isContext = false;
    }
  }
  return { status: isContext ? 'context' : 'read', format, formatVersion, fragments, issues };
}

/** Parsed values as documents. */
export function valueDocuments(values: readonly unknown[]): Document[] {
  return values.map((value) => ({ kind: 'value', value }));
}

/** Reads the documents of an object. A reader that throws all the same costs one object, never the scan. */
export function outcomeOf(path: string, documents: readonly Document[], reader: ReadContext): Outcome {
  if (documents.length === 0) {
    return failure(
      path,
      'empty-file',
      'the file is empty. The tool may have been stopped before it wrote its results.'
    );
  }
  try {
    return read(documents, path, reader);
  } catch (error) {
    return failure(
      path,
      'reader-failed',
      `this reader cannot read it (${error instanceof Error ? error.message : 'unknown error'}). Please report the file.`
    );
  }
}
