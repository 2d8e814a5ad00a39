import {
  dataFrameFromJSON,
  LoadingState,
  type DataFrame,
  type DataFrameJSON,
  type DataQueryResponse,
} from '@grafana/data';
import { Observable } from 'rxjs';
import type { FrameJson } from './core/frames/frame';
import type { BrowserHost } from './host/grafana';
import type { Opened } from './host/catalogs';
import type { PrismQuery } from './types';

export interface Asked {
  readonly queries: readonly PrismQuery[];
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly key: string;
}

function frameOf(json: FrameJson, refId: string): DataFrame {
  // The core's frame JSON is Grafana's; its types are narrower.
  const frame = dataFrameFromJSON(json as unknown as DataFrameJSON);
  frame.refId = refId;
  return frame;
}

interface Answered {
  readonly frames: DataFrame[];
  readonly errors: Array<{ refId: string; message: string }>;
}

/** Answers every query on its own: one that fails leaves the others. */
async function answerAll(host: BrowserHost, asked: Asked, opened: Opened, signal: AbortSignal): Promise<Answered> {
  const frames: DataFrame[] = [];
  const errors: Answered['errors'] = [];
  for (const query of asked.queries) {
    try {
      const answered = await host.answer(query, opened, asked.range, signal);
      frames.push(...answered.map((json) => frameOf(json, query.refId)));
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      errors.push({ refId: query.refId, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { frames, errors };
}

/**
 * Answers a panel as the catalog grows: partial answers while the store is read, the last one done. Unsubscribing cancels
 * what this panel alone is waiting for.
 */
export function answers(host: BrowserHost, asked: Asked): Observable<DataQueryResponse> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    let latest = 0;
    let settled = Promise.resolve();
    const show = (opened: Opened): void => {
      const mine = ++latest;
      settled = settled.then(async () => {
        // A newer catalog has arrived meanwhile: its answer is the one to show.
        if (mine !== latest || abort.signal.aborted) {
          return;
        }
        const { frames, errors } = await answerAll(host, asked, opened, abort.signal);
        if (!abort.signal.aborted) {
          const state =
            errors.length > 0 ? LoadingState.Error : opened.complete ? LoadingState.Done : LoadingState.Streaming;
          subscriber.next({ key: asked.key, data: frames, state, ...(errors.length > 0 ? { errors } : {}) });
        }
      });
      settled.catch((error: unknown) => abort.signal.aborted || subscriber.error(error));
    };
    const stop = host.catalogs.follow({
      next: show,
      done: () =>
        void settled.then(
          () => subscriber.complete(),
          () => undefined
        ),
      failed: (error) => subscriber.error(error),
    });
    return () => {
      abort.abort();
      stop();
    };
  });
}
