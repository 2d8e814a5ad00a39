import { page, type Entry, type Page, type RefusedName } from './listing-page';

/**
 * Headings of the listings of nginx, Apache and lighttpd (`Index of`), of Python's http.server, and a mark of Caddy's page.
 * A page without one of them is no listing, whatever it links to.
 */
const LISTING =
  /<(?:title|h1|h2)>\s*(?:Index of|Directory listing for) |<table aria-describedby="summary"|<div id="summary">/i;

/** 1 or 2: the address of a link. Bounded, so that a hostile page costs no more than its length. */
const LINK = /<a\s(?:[^<>]{0,500}?\s)?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')[^<>]*>/gi;

/** What follows a name in nginx's and Apache's rows: a time to the minute, then 1: the bytes, where no unit follows. */
const EXACT_SIZE = /^\s*(?:\d{2}-[A-Z][a-z]{2}-\d{4}|\d{4}-\d{2}-\d{2}) \d{2}:\d{2}\s+(\d+)\s/;

/** Characters behind a link in which the size is looked for. */
const ROW = 1000;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text with its character references resolved; unknown ones stay. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) {
      return ENTITIES[String(name).toLowerCase()] ?? whole;
    }
    const code = hex !== undefined ? parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

type Target = { readonly name: string; readonly directory: boolean } | RefusedName | 'furniture';

/** Sort links, parents, addresses of other pages and hosts: what every listing carries beside its names. */
function isFurniture(href: string): boolean {
  return (
    /^(?:$|[?#/\\]|[a-z][a-z0-9+.-]*:)/i.test(href) || /^(?:\.{1,2}\/)*\.{0,2}$/.test(href) || href.indexOf('?') >= 0
  );
}

/** What a link of a listing leads to. */
function target(address: string): Target {
  const href = address.trim();
  if (isFurniture(href)) {
    return 'furniture';
  }
  const plain = href.replace(/#.*$/, '').replace(/^\.\//, '');
  const directory = plain.endsWith('/');
  try {
    return { name: decodeURIComponent(directory ? plain.slice(0, -1) : plain), directory };
  } catch {
    return { name: plain, reason: 'it is not UTF-8' };
  }
}

/** Bytes of a file where the row behind its link gives them exactly. */
function exactSize(behind: string): number | null {
  const end = behind.search(/<\/a>/i);
  const found = end < 0 ? null : EXACT_SIZE.exec(behind.slice(end + 4).replace(/<[^<>]*>/g, ' '));
  return found === null ? null : Number(found[1]);
}

/**
 * Reads a listing in HTML: nginx, Apache (plain and fancy), lighttpd, Caddy, `python -m http.server`. Links that leave the
 * directory are not followed. Times are null, since these pages round them to the minute of a zone that they do not name.
 * Null where the page is no listing.
 */
export function parseHtmlListing(text: string): Page | null {
  if (!LISTING.test(text)) {
    return null;
  }
  const entries: Entry[] = [];
  const refused: RefusedName[] = [];
  const link = new RegExp(LINK.source, LINK.flags);
  for (let found = link.exec(text); found !== null; found = link.exec(text)) {
    const aim = target(decodeEntities(found[1] ?? found[2] ?? ''));
    if (aim === 'furniture') {
      continue;
    }
    if ('reason' in aim) {
      refused.push(aim);
      continue;
    }
    const behind = aim.directory ? '' : text.slice(link.lastIndex, link.lastIndex + found[0].length + ROW);
    entries.push({ name: aim.name, directory: aim.directory, size: exactSize(behind), modified: null });
  }
  return page(entries, refused);
}
