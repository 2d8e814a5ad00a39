import type { FrameJson } from '../../src/core/frames/frame';
import { QueryError } from '../../src/core/query/definition';
import { parseQuery } from '../../src/core/query/index';
import { parseArguments, required } from '../arguments';
import { ask, readCatalog } from '../catalog';
import { messageOf } from '../errors';
import { UsageError, type Command, type Io } from '../io';
import { arrow } from '../output/arrow';
import { csv } from '../output/csv';
import { notices } from '../output/notices';
import { tables } from '../output/table';
import { openStore } from '../store';

const FORMATS: Readonly<Record<string, (frames: readonly FrameJson[]) => string | Uint8Array>> = {
  json: (frames) => `${JSON.stringify(frames)}\n`,
  table: tables,
  csv,
  arrow,
};

/** A query that cannot be answered as it stands is a mistake in the arguments. */
function asUsage(error: unknown): unknown {
  return error instanceof QueryError ? new UsageError(error.message) : error;
}

/** The query, refused before a long scan where its shape is wrong already. */
async function queryOf(given: string, io: Io): Promise<unknown> {
  const text = given === '-' ? await io.input() : given;
  let query: unknown;
  try {
    query = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the query is no JSON: ${messageOf(error)}`);
  }
  try {
    parseQuery(query);
  } catch (error) {
    throw asUsage(error);
  }
  return query;
}

export const query: Command = {
  name: 'query',
  summary: 'answer a question about a store',
  usage: `prism query --store DIR|URL|s3://BUCKET/PREFIX|CONFIG.json [--format json|table|csv|arrow] '<query JSON>'

  --store    a directory, the address of a directory behind a web server, a bucket (keys and region from AWS_ACCESS_KEY_ID,
             AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION; another endpoint in AWS_ENDPOINT_URL_S3), or a JSON file
             with the settings of a data source, its directory or address in "location", the keys of a bucket in "credentials"
  --format   json (default): the array of frames; table: for people; csv and arrow: one table
  -          instead of the query reads it from standard input

  prism query --store results '{"kind":"runs"}' --format table
  prism query --store results '{"kind":"points","metrics":["ttft_p99"],"shape":"table"}'`,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, { store: { type: 'string' }, format: { type: 'string' } }, 1);
    const given = required(values.store, '--store');
    const format = values.format ?? 'json';
    if (!Object.hasOwn(FORMATS, format)) {
      throw new UsageError(`--format ${format} is not one of ${Object.keys(FORMATS).join(', ')}`);
    }
    const asked = await queryOf(required(positionals[0], 'the query'), io);
    const store = await openStore(given);
    const catalog = await readCatalog(store, io);
    try {
      const frames = await ask(asked, catalog, store);
      io.out(FORMATS[format](frames));
      notices(frames).forEach((notice) => io.err(`${notice}\n`));
      return 0;
    } catch (error) {
      throw asUsage(error);
    }
  },
};
