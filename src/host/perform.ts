import type {
  Answer,
  Failure,
  HttpRequest,
  InflateRequest,
  Request,
  RowsRequest,
  YamlRequest,
} from '../core/model/request';
import { failure } from './answers';
import type { Perform } from './drive';
import { JsonRows } from './json-rows';
import { MalformedJson, MalformedYaml } from './malformed';
import { parseYaml } from './yaml';

/** How a host reaches a store. */
export interface StorePort {
  answer(request: HttpRequest, signal: AbortSignal): Promise<Answer>;
  /** The bytes of an object as they come. The iteration throws Broken where they end too early. */
  open(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Failure>;
}

/** Bytes stopped coming, for the reason of the failure. */
export class Broken extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'Broken';
  }
}

/** Unpacks gzip or a member of a zip archive. */
export type Inflate = (request: InflateRequest, signal: AbortSignal) => Promise<Answer>;

function yaml({ text }: YamlRequest): Answer {
  try {
    return { kind: 'yaml', documents: parseYaml(text) };
  } catch (error) {
    if (error instanceof MalformedYaml) {
      return { kind: 'failure', reason: 'malformed', message: `${error.message}; write it again, or exclude it` };
    }
    throw error;
  }
}

async function rows(request: RowsRequest, store: StorePort, signal: AbortSignal): Promise<Answer> {
  const chunks = await store.open(request.path, signal);
  if ('kind' in chunks) {
    return chunks;
  }
  const reader = new JsonRows(request.fields, new Set(request.drop));
  let left = request.sizeLimit;
  try {
    for await (const chunk of chunks) {
      reader.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) {
        break;
      }
    }
    return { kind: 'rows', ...reader.end(), ...(left < 0 ? { cut: true } : {}) };
  } catch (error) {
    if (error instanceof Broken) {
      return error.failure;
    }
    if (error instanceof MalformedJson) {
      return failure('malformed', request.path, `${error.message}; write it again, or exclude it`);
    }
    throw error;
  }
}

/** Carries out every kind of request over a store. */
export function performOver(store: StorePort, inflate: Inflate): Perform {
  const others = async (request: Exclude<Request, HttpRequest>, signal: AbortSignal): Promise<Answer> => {
    switch (request.kind) {
      case 'yaml':
        return yaml(request);
      case 'inflate':
        return inflate(request, signal);
      case 'rows':
        return rows(request, store, signal);
    }
  };
  return (request, signal) => (request.kind === 'http' ? store.answer(request, signal) : others(request, signal));
}
