import { assembleDirectory } from '../ingest/assemble';
import { directoryOf } from '../ingest/places';
import type { Rules } from '../ingest/rules';
import type { DirectoryContent, ObjectRecord } from '../ingest/segment';
import type { Fragment, Issue } from '../model/record';
import type { ReadDirectory, ReadObject } from './reading';

function objectRecord({ object, outcome }: ReadObject, points: number): ObjectRecord {
  const transient = outcome.status === 'failed' && outcome.transient;
  const recognised = outcome.status === 'read' || outcome.status === 'context' ? outcome : null;
  return {
    path: object.path,
    dir: directoryOf(object.path),
    // An object that failed for a passing reason keeps no validator, so the next scan asks for it again.
    etag: transient ? null : object.etag,
    size: object.size,
    modified: transient ? null : object.modified,
    format: recognised === null ? null : recognised.format,
    formatVersion: recognised === null ? null : recognised.formatVersion,
    points,
    status: outcome.status,
    reason: outcome.status === 'failed' || outcome.status === 'left-aside' ? outcome.reason : null,
  };
}

/** Reasons to be left aside that a user wants to know of; the others are files that are no results. */
const ASIDE: Readonly<Record<string, string>> = {
  'over-scan-limit': 'is larger than the scan limit and was left aside. Raise the limit in the settings to read it.',
  archive: 'is packed and was left aside, for archives are not read. Unpack it in the store.',
};

function issuesOf({ object, outcome }: ReadObject): readonly Issue[] {
  if (outcome.status === 'failed') {
    return [{ severity: 'error', rule: outcome.reason, path: object.path, message: outcome.message }];
  }
  if (outcome.status === 'left-aside') {
    const text = ASIDE[outcome.reason] as string | undefined;
    return text === undefined
      ? []
      : [{ severity: 'warning', rule: outcome.reason, path: object.path, message: `${object.path} ${text}` }];
  }
  return outcome.issues;
}

/** What a scan keeps of a directory: its points, what became of its objects, and what there is to say about them. */
export function contentOf({ dir, read }: ReadDirectory, rules: Rules): DirectoryContent {
  const fragments: Fragment[] = [];
  const issues: Issue[] = [];
  const modified = new Map<string, number | null>();
  for (const one of read) {
    modified.set(one.object.path, one.object.modified);
    issues.push(...issuesOf(one));
    if (one.outcome.status === 'read' || one.outcome.status === 'context') {
      fragments.push(...one.outcome.fragments);
    }
  }
  const pointsOf = new Map<string, number>();
  const points = assembleDirectory(dir, fragments, rules, (path) => modified.get(path) ?? null);
  for (const { dimensions } of points) {
    const path = String(dimensions.path);
    pointsOf.set(path, (pointsOf.get(path) ?? 0) + 1);
  }
  const objects: ObjectRecord[] = [];
  for (const one of read) {
    objects.push(objectRecord(one, pointsOf.get(one.object.path) ?? 0));
  }
  return { dir, objects, points, issues };
}

/**
 * What a directory was made of, as text: equal sources under equal settings make equal segments, so it names them. Of an object
 * without etag and time nobody knows whether it is what it was, so `now`, the time of the scan, takes part.
 */
export function sourceText({ objects, issues }: DirectoryContent, now: number): string {
  const parts: string[] = [];
  for (const { path, etag, size, modified, status } of objects) {
    const validator = etag === null && modified === null ? [now] : [etag, modified];
    parts.push([path, ...validator, size, status].join('\u0000'));
  }
  if (objects.length === 0) {
    issues.forEach(({ rule, path, message }) => parts.push([rule, path, message].join('\u0000')));
  }
  return parts.join('\u0001');
}
