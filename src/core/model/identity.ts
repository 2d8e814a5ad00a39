import { dimensionsOf } from './dimensions';
import { fingerprint } from './fingerprint';
import type { Dimensions } from './record';

/** Dimensions that make a configuration: what was served and how, but neither the version nor the load. */
export const CONFIG_DIMENSIONS: readonly string[] = [
  'model',
  'precision',
  'engine',
  ...dimensionsOf('routing').filter((id) => id !== 'router_version'),
  ...dimensionsOf('batching'),
  ...dimensionsOf('topology'),
  ...dimensionsOf('sizing'),
];

/** Dimensions over which history runs: the version under test. Outside the configuration. */
export const BUILD_DIMENSIONS: readonly string[] = [...dimensionsOf('build'), 'router_version'];

/** Dimensions of the load shape. ISL and OSL count among them, see `lengthClasses`. */
export const WORKLOAD_DIMENSIONS: readonly string[] = dimensionsOf('workload');

/**
 * The identity text of some dimensions: equal texts, equal identity. Missing values take part as missing. Built by
 * JSON.stringify, so no value can imitate a separator.
 */
export function identityKey(dimensions: Dimensions, ids: readonly string[]): string {
  return JSON.stringify(
    ids.map((id) => {
      const value = dimensions[id];
      return value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value;
    })
  );
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** The last segment of a model path: `meta-llama/Llama-3.1-70B` reads `Llama-3.1-70B`. */
function shortModel(model: string): string {
  const segments = model.split('/').filter((segment) => segment !== '');
  return segments.length === 0 ? model : segments[segments.length - 1];
}

/**
 * The `config` dimension: a label that people can read with a fingerprint that makes it unique, e.g.
 * `Llama-3.1-70B 16xH100 4 x TP4 #k3x9a0`. Runs with equal configuration dimensions get equal labels.
 */
export function configLabel(dimensions: Dimensions): string {
  const hardware = text(dimensions.hardware);
  const gpus = text(dimensions.gpus);
  const parts = [
    shortModel(text(dimensions.model)),
    text(dimensions.precision),
    gpus !== '' && hardware !== '' ? `${gpus}x${hardware}` : hardware || (gpus === '' ? '' : `${gpus} GPUs`),
    text(dimensions.topology),
    text(dimensions.engine),
  ];
  const mark = fingerprint(identityKey(dimensions, CONFIG_DIMENSIONS)).slice(-6);
  return [...parts.filter((part) => part !== ''), `#${mark}`].join(' ');
}

/** Lengths within this share of their smaller neighbour are one length, where only observed means exist. */
export const LENGTH_TOLERANCE = 0.02;

/**
 * Sorts observed mean lengths into classes: neighbours within 2 % are one class, which carries its smallest member.
 * Returns the class of each distinct length. O(n log n) over the distinct lengths.
 */
export function lengthClasses(lengths: Iterable<number>): Map<number, number> {
  const sorted = Array.from(new Set(lengths))
    .filter((length) => !Number.isNaN(length))
    .sort((a, b) => a - b);
  const classes = new Map<number, number>();
  let start = NaN;
  let previous = NaN;
  sorted.forEach((length) => {
    if (!(length <= previous * (1 + LENGTH_TOLERANCE))) {
      start = length;
    }
    previous = length;
    classes.set(length, start);
  });
  return classes;
}

/** One length of a workload: configured ones enter exactly, observed means by their class and marked. */
export interface WorkloadLength {
  readonly value: number | null;
  readonly observed: boolean;
}

function lengthText(length: WorkloadLength): string {
  return length.value === null ? '?' : `${length.observed ? '~' : ''}${Math.round(length.value)}`;
}

/**
 * The `workload` dimension: `random 1024/128 rate`, with `~` before observed lengths. Everything of the load shape that
 * is not in the text goes into a fingerprint, shown only where it is not empty.
 */
export function workloadLabel(dimensions: Dimensions, isl: WorkloadLength, osl: WorkloadLength): string {
  const rest = WORKLOAD_DIMENSIONS.filter((id) => !['tool', 'dataset', 'isl', 'osl', 'load_type'].includes(id));
  const hasRest = rest.some((id) => dimensions[id] !== null && dimensions[id] !== undefined);
  return [
    text(dimensions.tool),
    text(dimensions.dataset),
    isl.value === null && osl.value === null ? '' : `${lengthText(isl)}/${lengthText(osl)}`,
    text(dimensions.load_type),
    hasRest ? `#${fingerprint(identityKey(dimensions, rest)).slice(-4)}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/**
 * The `config` of a run whose accelerators nobody states: such runs may differ in anything, so each is a configuration of
 * its own and is never taken for a repeat of another.
 */
export function undescribedConfigLabel(dimensions: Dimensions, run: string, runKey: string): string {
  const mark = fingerprint(identityKey({ ...dimensions, runKey }, [...CONFIG_DIMENSIONS, 'runKey'])).slice(-6);
  return [shortModel(text(dimensions.model)), run, `#${mark}`].filter((part) => part !== '').join(' ');
}
