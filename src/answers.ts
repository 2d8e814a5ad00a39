import {
  dataFrameFromJSON,
  LoadingState,
  type DataFrame,
  type DataFrameJSON,
  type DataQueryResponse,
} from '@grafana/data';
import { Observable } from 'rxjs';
import type { FrameJson } from './core/frames/frame';
import type { Answered, Ask, Asked } from './host/ask';
import type { PrismQuery } from './types';

export interface Panel {
  readonly queries: readonly PrismQuery[];
  readonly range: Asked['range'];
  readonly key: string;
}

function frameOf(json: FrameJson, refId: string): DataFrame {
  // The core's frame JSON is Grafana's; its types are narrower.
  const frame = dataFrameFromJSON(json as unknown as DataFrameJSON);
  frame.refId = refId;
  return frame;
}

function responseOf({ results, complete }: Answered, { queries, key }: Panel): DataQueryResponse {
  const data: DataFrame[] = [];
  const errors: Array<{ refId: string; message: string }> = [];
  results.forEach((result, index) => {
    const { refId } = queries[index];
    if ('error' in result) {
      errors.push({ refId, message: result.error });
    } else {
      data.push(...result.frames.map((json) => frameOf(json, refId)));
    }
  });
  const state = errors.length > 0 ? LoadingState.Error : complete ? LoadingState.Done : LoadingState.Streaming;
  return { key, data, state, ...(errors.length > 0 ? { errors } : {}) };
}

/**
 * Answers a panel as the catalog grows: partial answers while the store is read, the last one done. Unsubscribing cancels
 * what this panel alone is waiting for.
 */
export function answers(ask: Ask, panel: Panel): Observable<DataQueryResponse> {
  return new Observable((subscriber) =>
    ask(
      { queries: panel.queries, range: panel.range },
      {
        next: (answered) => subscriber.next(responseOf(answered, panel)),
        done: () => subscriber.complete(),
        failed: (message) => subscriber.error(new Error(message)),
      }
    )
  );
}
