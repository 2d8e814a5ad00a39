import { isSafePath } from '../model/path';
import { parseModified } from './json-listing';
import type { RefusedName } from './listing-page';
import type { StoreObject } from './store';
import { childText, parseXml, type XmlElement } from './xml';

/** One answer of ListObjectsV2. */
export interface BucketPage {
  /** With keys below the prefix as paths; marks of empty directories (keys ending in `/`) left out. */
  readonly objects: readonly StoreObject[];
  readonly refused: readonly RefusedName[];
  /** Keys of the page, whatever became of them. */
  readonly keys: number;
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null;
}

/** The key as it is: servers that were asked for it send it percent-encoded, blanks as `+`. Null where it is not UTF-8. */
function decodeKey(text: string, encoded: boolean): string | null {
  try {
    return encoded ? decodeURIComponent(text.replace(/\+/g, ' ')) : text;
  } catch {
    return null;
  }
}

function sizeOf(text: string | null): number | null {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

function objectOf(content: XmlElement, path: string): StoreObject {
  return {
    path,
    size: sizeOf(childText(content, 'Size')),
    etag: childText(content, 'ETag') || null,
    modified: parseModified(childText(content, 'LastModified')),
  };
}

/** Why a key is not read; null where it is. */
function keyProblem(key: string | null, prefix: string): string | null {
  if (key === null) {
    return 'it is not UTF-8';
  }
  if (!key.startsWith(prefix)) {
    return 'it lies outside the prefix';
  }
  return isSafePath(key) ? null : 'it is no path with names between slashes';
}

/** Reads one page of a listing. Null where the text is none, or is cut off. `prefix` is '' or ends in a slash. */
export function parseBucketPage(text: string, prefix: string): BucketPage | null {
  const root = parseXml(text);
  if (root === null || root.name !== 'ListBucketResult') {
    return null;
  }
  const encoded = childText(root, 'EncodingType') === 'url';
  const contents = root.children.filter(({ name }) => name === 'Contents');
  const objects: StoreObject[] = [];
  const refused: RefusedName[] = [];
  contents.forEach((content) => {
    const raw = childText(content, 'Key') ?? '';
    const key = decodeKey(raw, encoded);
    const reason = keyProblem(key, prefix);
    if (key === null || reason !== null) {
      refused.push({ name: key ?? raw, reason: reason ?? '' });
    } else if (!key.endsWith('/')) {
      objects.push(objectOf(content, key.slice(prefix.length)));
    }
  });
  const truncated = childText(root, 'IsTruncated') === 'true';
  return {
    objects,
    refused,
    keys: contents.length,
    next: truncated ? (childText(root, 'NextContinuationToken') ?? '') : null,
  };
}
