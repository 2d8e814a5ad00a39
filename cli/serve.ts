import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { isDirectoryPath, isSafePath } from '../src/core/model/path';
import { autoindex } from './ports/autoindex';
import { inside } from './ports/inside';

export interface Served {
  /** Address of the directory, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  yaml: 'text/yaml; charset=utf-8',
  yml: 'text/yaml; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

/** The path of an address, decoded a segment at a time; null where it leaves the directory or is not UTF-8. */
function pathOf(address: string): string | null {
  try {
    const names = address
      .replace(/[?#].*$/, '')
      .split('/')
      .slice(1)
      .map(decodeURIComponent);
    return names.some((name) => name.includes('/')) || !isSafePath(names.join('/')) ? null : names.join('/');
  } catch {
    return null;
  }
}

/** First and last byte of a Range header; null for none, `unsatisfiable` where nothing lies there. */
function rangeOf(header: string | undefined, size: number): { from: number; to: number } | 'unsatisfiable' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) {
    return null;
  }
  const from = found[1] === '' ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const to = found[1] === '' || found[2] === '' ? size - 1 : Math.min(size - 1, Number(found[2]));
  return from > to ? 'unsatisfiable' : { from, to };
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((candidate) => [etag, '*'].includes(candidate.trim().replace(/^W\//, '')));
}

async function sendFile(file: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size, mtime } = await stat(file);
  const etag = `"${mtime.getTime().toString(16)}-${size.toString(16)}"`;
  response.setHeader('etag', etag).setHeader('last-modified', mtime.toUTCString()).setHeader('accept-ranges', 'bytes');
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  const range = rangeOf(request.headers.range, size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  const { from, to } = range ?? { from: 0, to: size - 1 };
  response.setHeader(
    'content-type',
    TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
  );
  response.setHeader('content-length', to - from + 1);
  response.writeHead(
    range === null ? 200 : 206,
    range === null ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }
  );
  if (request.method === 'HEAD' || to < from) {
    response.end();
  } else {
    await pipeline(createReadStream(file, { start: from, end: to }), response);
  }
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  if (path === null) {
    response.writeHead(400).end();
    return;
  }
  const place = inside(root, path);
  if (typeof place === 'string') {
    response.writeHead(place === 'missing' ? 404 : 403).end();
    return;
  }
  const found = await stat(place.real);
  if (found.isDirectory() && !isDirectoryPath(path)) {
    response.writeHead(301, { location: `${(request.url ?? '/').replace(/[?#].*$/, '').replace(/^\/+/, '/')}/` }).end();
  } else if (found.isDirectory()) {
    const text = autoindex(place.real);
    response.writeHead(200, { 'content-type': 'application/json' }).end(request.method === 'HEAD' ? undefined : text);
  } else if (found.isFile() && !isDirectoryPath(path)) {
    await sendFile(place.real, request, response);
  } else {
    response.writeHead(404).end();
  }
}

/**
 * Serves a directory on 127.0.0.1 as nginx with `autoindex_format json` does: listings, ETag, ranges. Port 0 takes a free
 * one. Links that leave the directory are forbidden. Rejects where the port is taken.
 */
export async function serve(directory: string, port: number): Promise<Served> {
  const server = createServer((request, response) => {
    answer(directory, request, response).catch(() => {
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(500).end();
      }
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
