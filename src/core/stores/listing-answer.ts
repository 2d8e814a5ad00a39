import type { Answer, HttpAnswer } from '../model/request';
import { parseHtmlListing } from './html-listing';
import { parseJsonListing } from './json-listing';
import type { Page } from './listing-page';
import { StoreError } from './store';

type Step = StoreError['step'];

/** Why a directory was not listed: the step of a health check that it fails, and words that name the mend. */
export interface ListingProblem {
  readonly step: Step;
  readonly message: string;
}

/** What Grafana's data-source proxy answers with status 400 where the server answered 401. */
const PROXY_REFUSAL = /Authentication to data source failed/i;

/** How to get a listing that is read: the mend of every page that is none. */
const LISTING_MEND = 'turn on a directory listing (nginx: autoindex on; autoindex_format json;)';

function statusProblem(answer: HttpAnswer, name: string): ListingProblem {
  const { status, body } = answer;
  if (status === 401 || status === 407 || (status === 400 && body.as === 'text' && PROXY_REFUSAL.test(body.text))) {
    return {
      step: 'credentials',
      message: `${name}: the server refuses the credentials (status ${status}); check user, password or token`,
    };
  }
  if (status === 403) {
    return {
      step: 'credentials',
      message: `${name}: access is forbidden (status 403); check the credentials, or ${LISTING_MEND}`,
    };
  }
  if (status === 404 || status === 410) {
    return { step: 'address', message: `${name}: not found (status ${status}); check the address and the root path` };
  }
  if (status >= 300 && status < 400) {
    return {
      step: 'address',
      message: `${name}: the server redirects (status ${status}); enter the address it leads to`,
    };
  }
  if (status === 429 || status >= 500) {
    return {
      step: 'reachability',
      message: `${name}: the server answers with status ${status}; try again when it is well`,
    };
  }
  return { step: 'listing', message: `${name}: the server answers a listing with status ${status}; ${LISTING_MEND}` };
}

/** What a directory holds, or why that is not known. `name` stands for the directory in messages. */
export function readListing(answer: Answer, name: string): Page | ListingProblem {
  if (answer.kind === 'failure') {
    const step: Step =
      answer.reason === 'refused'
        ? 'address'
        : answer.reason === 'too-large' || answer.reason === 'malformed'
          ? 'listing'
          : 'reachability';
    return { step, message: answer.message };
  }
  if (answer.kind !== 'http') {
    return { step: 'listing', message: `${name}: answered with something else than a page` };
  }
  if (answer.status < 200 || answer.status > 299) {
    return statusProblem(answer, name);
  }
  const text = answer.body.as === 'text' ? answer.body.text : '';
  const page = parseJsonListing(text) ?? parseHtmlListing(text);
  return (
    page ?? {
      step: 'listing',
      message: `${name}: the server answers with a page that is no directory listing; ${LISTING_MEND}`,
    }
  );
}
