import { latestPoint, LATEST_DEFAULTS, type Latest } from '../../analysis/latest';
import { changePoints } from '../../analysis/otava';
import { summarise } from '../../analysis/summary';
import { defaultMinEffect } from '../../analysis/verdict';
import type { Verdict } from '../../analysis/verdict';
import type { Metric } from '../../model/metric-id';
import { metricSign } from '../common';
import { isFraction } from '../fractions';
import type { Entry, HistorySeries } from './series';

/** What the query sets of the two tests. */
export interface HistoryTests {
  readonly lookback: number;
  readonly z: number;
  readonly window: number;
  readonly p: number;
  readonly magnitude: number;
  readonly minEffect?: number;
}

export interface Change {
  readonly series: HistorySeries;
  /** Position of the first run after the change. */
  readonly index: number;
  readonly lastGood: Entry;
  readonly firstBad: Entry;
  /** Means of the stretches between this change point and its neighbours. */
  readonly before: number;
  readonly after: number;
  /** after / before - 1; of fractions after - before. */
  readonly delta: number;
  readonly p: number;
  readonly verdict: Verdict | 'change';
}

/** Entries of the stretch that starts at a position of `starts`. */
function stretch(series: HistorySeries, position: number): readonly Entry[] {
  return series.entries.slice(series.starts[position], series.starts[position + 1] ?? series.entries.length);
}

const mean = (entries: readonly Entry[]): number => summarise(entries.map(({ value }) => value)).mean;

function directionOf(metric: Metric, difference: number): Change['verdict'] {
  return metric.base.direction === 'none'
    ? 'change'
    : difference * metricSign(metric) > 0
      ? 'improvement'
      : 'regression';
}

/**
 * Change points of every stretch, oldest first; a reset is none itself. Where they are is Otava's word; the means before and
 * after are those of the final stretches between them.
 */
export function changesOf(series: HistorySeries, metric: Metric, tests: HistoryTests): Change[] {
  return series.starts.reduce<Change[]>((all, start, position) => {
    const entries = stretch(series, position);
    const found = changePoints(
      entries.map(({ value }) => value),
      { window: tests.window, maxP: tests.p, minMagnitude: tests.magnitude }
    );
    found.forEach(({ index, p }, place) => {
      const before = mean(entries.slice(found[place - 1]?.index ?? 0, index));
      const after = mean(entries.slice(index, found[place + 1]?.index ?? entries.length));
      all.push({
        series,
        index: start + index,
        lastGood: entries[index - 1],
        firstBad: entries[index],
        before,
        after,
        delta: isFraction(metric) ? after - before : after / before - 1,
        p,
        verdict: directionOf(metric, after - before),
      });
    });
    return all;
  }, []);
}

/** The latest run of a series against those before it, since the last reset. `isWorse`: by the direction of the metric. */
export function latestOf(
  series: HistorySeries,
  metric: Metric,
  tests: HistoryTests,
  resolution: number
): Latest & { readonly isWorse: boolean } {
  const latest = latestPoint(
    stretch(series, series.starts.length - 1).map(({ value }) => value),
    {
      lookback: tests.lookback,
      least: LATEST_DEFAULTS.least,
      z: tests.z,
      minEffect: tests.minEffect ?? defaultMinEffect(metric.id),
      byDifference: isFraction(metric),
    },
    resolution
  );
  return { ...latest, isWorse: directionOf(metric, latest.delta) !== 'improvement' };
}

/**
 * Change points for the worse that the runs since an instant have brought to light: those of the series that it did not have
 * without these runs. Null where no run is older, so that nothing can be told.
 */
export function broughtToLight(
  series: HistorySeries,
  metric: Metric,
  tests: HistoryTests,
  since: number
): Change[] | null {
  const known = series.entries.filter(({ time }) => time < since);
  if (known.length === 0) {
    return null;
  }
  if (known.length === series.entries.length) {
    return [];
  }
  const older = { ...series, entries: known, starts: series.starts.filter((start) => start < known.length) };
  const before = new Set(changesOf(older, metric, tests).map(({ firstBad }) => firstBad.row));
  return changesOf(series, metric, tests).filter(
    ({ firstBad, verdict }) => verdict !== 'improvement' && !before.has(firstBad.row)
  );
}
