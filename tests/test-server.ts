import type { Answer, Batch, HttpRequest, Request } from '../src/core/model/request';
import { answerOf, failure } from '../src/host/answers';
import { parseYaml } from '../src/host/yaml';

export interface TestFile {
  readonly body: string | Uint8Array;
  /** ms since the epoch; null where the listing does not say. */
  readonly modified: number | null;
  /** What the listing says; left out, the size of the body. */
  readonly size?: number | null;
}

/** A server whose files change between scans, with the requests that it got. Listings are JSON as nginx writes them. */
export class TestServer {
  readonly requests: string[] = [];
  /** Answers that a path gives in place of its file. */
  readonly instead = new Map<string, (request: HttpRequest) => Answer>();

  constructor(readonly files: Map<string, TestFile> = new Map()) {}

  set(path: string, body: string | Uint8Array, modified: number | null = 1000, size?: number | null): this {
    this.files.set(path, { body, modified, ...(size === undefined ? {} : { size }) });
    return this;
  }

  /** Files asked for since the last call, listings left out. */
  read(): string[] {
    return this.requests.splice(0).filter((path) => path !== '' && !path.endsWith('/'));
  }

  run<Result, Partial>(
    task: Generator<Batch<Partial>, Result, readonly Answer[]>,
    seen: (batch: Batch<Partial>) => void = () => undefined
  ): Result {
    let step = task.next();
    while (step.done !== true) {
      seen(step.value);
      step = task.next(step.value.requests.map((request) => this.answer(request)));
    }
    return step.value;
  }

  answer(request: Request): Answer {
    if (request.kind === 'yaml') {
      try {
        return { kind: 'yaml', documents: parseYaml(request.text) };
      } catch (error) {
        return failure('malformed', '', (error as Error).message);
      }
    }
    if (request.kind !== 'http') {
      return failure('refused', '', 'no such request here');
    }
    this.requests.push(request.path);
    const instead = this.instead.get(request.path);
    if (instead !== undefined) {
      return instead(request);
    }
    const isListing = request.path === '' || request.path.endsWith('/');
    const body = isListing ? this.listing(request.path) : this.files.get(request.path)?.body;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : (body ?? new Uint8Array(0));
    return bytes.length > request.sizeLimit
      ? failure('too-large', request.path)
      : answerOf(request, {
          status: body === undefined ? 404 : 200,
          etag: null,
          modified: null,
          contentType: null,
          bytes,
        });
  }

  private listing(directory: string): string | undefined {
    const rows = new Map<string, object>();
    this.files.forEach(({ body, modified, size }, path) => {
      if (path.startsWith(directory)) {
        const [name, ...rest] = path.slice(directory.length).split('/');
        const bytes = typeof body === 'string' ? new TextEncoder().encode(body).length : body.length;
        const told = size === undefined ? bytes : size;
        const time = modified === null ? {} : { mtime: new Date(modified).toISOString() };
        rows.set(
          name,
          rest.length > 0
            ? { name, type: 'directory' }
            : { name, type: 'file', ...time, ...(told === null ? {} : { size: told }) }
        );
      }
    });
    return rows.size === 0 && directory !== '' ? undefined : JSON.stringify(Array.from(rows.values()));
  }
}

/** A result of vLLM bench serve: one load point, valid whatever is given. */
export function serveResult(given: Record<string, unknown> = {}): string {
  return JSON.stringify({
    model_id: 'org/model',
    num_prompts: 1000,
    completed: 1000,
    duration: 10,
    request_rate: 'inf',
    max_concurrency: 4,
    output_throughput: 50,
    mean_ttft_ms: 100,
    p99_ttft_ms: 200,
    mean_tpot_ms: 20,
    ...given,
  });
}
