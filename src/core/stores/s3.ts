import type { BucketConfig } from '../model/config';
import { asDirectory, isSafePath } from '../model/path';
import type { Answer, HttpAnswer, HttpRequest, Task } from '../model/request';
import type { RefusedName } from './listing-page';
import { parseBucketPage, type BucketPage } from './s3-page';
import { StoreError, type ListedStore, type Listing } from './store';
import { Walk } from './walk';

/** Bytes of one page: a thousand keys of a thousand characters, each three bytes in an address, and what is said of them. */
const PAGE_LIMIT = 8 * 1024 * 1024;

/** Pages that may follow one another without a key: some servers send a few while they skip deleted objects. */
const MAX_EMPTY_PAGES = 20;

/** Pages of one listing, ten million keys. */
const MAX_PAGES = 10000;

/** Refused keys that are kept for the words about them; the others are counted. */
const MAX_REFUSED = 10;

function request({ bucket, pathStyle }: BucketConfig, prefix: string, token: string | null): HttpRequest {
  return {
    kind: 'http',
    method: 'GET',
    path: pathStyle ? `${bucket}/` : '',
    query: {
      'list-type': '2',
      'encoding-type': 'url',
      ...(prefix === '' ? {} : { prefix }),
      ...(token === null ? {} : { 'continuation-token': token }),
    },
    want: { as: 'text' },
    sizeLimit: PAGE_LIMIT,
  };
}

/** The code of an error of S3 in brackets, after the status. */
function statusText({ status, body }: HttpAnswer): string {
  const code = body.as === 'text' ? /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body.text) : null;
  return code === null ? `status ${status}` : `status ${status}, ${code[1]}`;
}

function statusError(answer: HttpAnswer, bucket: string): StoreError {
  const said = statusText(answer);
  const { status } = answer;
  if (status === 404) {
    return new StoreError('address', `${bucket}: there is no such bucket at this endpoint (${said}); check both`);
  }
  if ((status >= 300 && status < 400) || /AuthorizationHeaderMalformed/.test(said)) {
    return new StoreError(
      'address',
      `${bucket}: the bucket lies in another region (${said}); enter that region and its endpoint`
    );
  }
  if (status === 401 || status === 403 || /ExpiredToken|InvalidToken/.test(said)) {
    return new StoreError(
      'credentials',
      `${bucket}: access is forbidden (${said}). A private bucket needs keys with the right to list it (s3:ListBucket) and to read (s3:GetObject), and Grafana's server or the command line, which sign with them; a browser cannot`
    );
  }
  return status === 429 || status >= 500
    ? new StoreError('reachability', `${bucket}: the server answers (${said}); try again when it is well`)
    : new StoreError('listing', `${bucket}: the server answers a listing with ${said}; check the endpoint`);
}

/** A page of the listing. Throws StoreError for everything else: half a listing would count the rest as deleted. */
function pageOf(answer: Answer, bucket: string, prefix: string): BucketPage {
  if (answer.kind === 'failure') {
    const step =
      answer.reason === 'refused'
        ? 'address'
        : answer.reason === 'too-large' || answer.reason === 'malformed'
          ? 'listing'
          : 'reachability';
    throw new StoreError(step, answer.message);
  }
  if (answer.kind === 'http' && answer.status !== 200) {
    throw statusError(answer, bucket);
  }
  const page = answer.kind === 'http' && answer.body.as === 'text' ? parseBucketPage(answer.body.text, prefix) : null;
  if (page === null) {
    throw new StoreError(
      'listing',
      `${bucket}: the server answers with something that is no listing of S3 (ListObjectsV2); check the endpoint and whether it takes the bucket in the path`
    );
  }
  return page;
}

function endless(bucket: string, why: string): StoreError {
  return new StoreError('listing', `${bucket}: the listing does not end (${why}); the server has to be mended`);
}

function rootOf({ bucket, pathStyle, prefix }: BucketConfig): string {
  return (pathStyle ? `${bucket}/` : '') + asDirectory(prefix);
}

/**
 * Lists page by page. Throws StoreError where a page cannot be had, and where pages do not come to an end. Paths of objects begin with
 * the bucket where the address of the data source does not name it, so that they can be asked for as they are; globs see the path
 * below the prefix.
 */
function* list(config: BucketConfig): Task<Listing> {
  const { bucket } = config;
  const prefix = asDirectory(config.prefix);
  if (!isSafePath(prefix)) {
    throw new StoreError(
      'address',
      `The prefix ${JSON.stringify(config.prefix)} is none; write names with / between them, without "..".`
    );
  }
  const walk = new Walk(rootOf(config), { ...config, maxDepth: Infinity });
  const refused: RefusedName[] = [];
  let refusals = 0;
  const tokens = new Set<string>();
  let token: string | null = null;
  let keys = 0;
  let empty = 0;
  do {
    const [answer]: readonly Answer[] = yield {
      requests: [request(config, prefix, token)],
      progress: { step: 'listing', done: keys, total: null },
    };
    const page = pageOf(answer, bucket, prefix);
    page.objects.forEach((object) => walk.add(object));
    refused.push(...page.refused.slice(0, MAX_REFUSED - refused.length));
    refusals += page.refused.length;
    keys += page.keys;
    empty = page.keys === 0 ? empty + 1 : 0;
    token = page.next;
    if (token !== null) {
      if (token === '' || tokens.has(token)) {
        throw endless(bucket, token === '' ? 'a page names no next one' : 'a page leads to one before it');
      }
      if (empty > MAX_EMPTY_PAGES || tokens.size >= MAX_PAGES) {
        throw endless(bucket, empty > MAX_EMPTY_PAGES ? `${empty} empty pages` : `${MAX_PAGES} pages`);
      }
      tokens.add(token);
    }
  } while (token !== null && !walk.full);
  walk.refuse('', refused, refusals);
  return walk.finish();
}

/** A bucket of an object store that speaks S3. */
export const s3Store: ListedStore<BucketConfig> = { kind: 'listed', root: rootOf, list };
