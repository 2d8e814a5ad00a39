import { LoadingState, type DataFrame, type PanelData } from '@grafana/data';
import { Alert } from '@grafana/ui';
import { selectors } from '../selectors';
import type { PrismQuery } from '../../types';

const OTHERWISE =
  'No point passes the filters and has what is asked for. Widen the filters, or ask Data quality what could not be read.';

/** Why an answer has no rows: what its notices say of it. */
function reasonsOf(frames: readonly DataFrame[]): string[] {
  const texts = frames.reduce<string[]>(
    (all, { meta }) => all.concat((meta?.notices ?? []).map(({ text }) => text)),
    []
  );
  return texts.length === 0 ? [OTHERWISE] : Array.from(new Set(texts));
}

/** Explains an answer without rows where the panel shows only "No data". */
export function Empty({ query, data }: { readonly query: PrismQuery; readonly data: PanelData | undefined }) {
  if (data === undefined || data.state !== LoadingState.Done || query.hide === true) {
    return null;
  }
  const own = data.series.filter(({ refId }) => refId === undefined || refId === query.refId);
  return own.some(({ length }) => length > 0) ? null : (
    <Alert severity="info" title={selectors.query.empty}>
      {reasonsOf(own).map((reason) => (
        <div key={reason}>{reason}</div>
      ))}
    </Alert>
  );
}
