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
  const values: Array<string | number | null> = [];
  for (const id of ids) {
    const value = dimensions[id];
    values.push(value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value);
  }
  return JSON.stringify(values);
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** Digits of a fingerprint in a label: 41 bits, so that 10,000 configurations described alike stay apart. */
const MARK_DIGITS = 8;

function mark(dimensions: Dimensions, ids: readonly string[]): string {
  return `#${fingerprint(identityKey(dimensions, ids)).slice(-MARK_DIGITS)}`;
}

/** The last segment of a model path: `meta-llama/Llama-3.1-70B` reads `Llama-3.1-70B`. */
function shortModel(model: string): string {
  const segments = model.split('/').filter((segment) => segment !== '');
  return segments.length === 0 ? model : segments[segments.length - 1];
}

/**
 * The `config` dimension: a label that people can read with a fingerprint that makes it unique, e.g.
 * `Llama-3.1-70B 16xH100 4 x TP4 #k3x9a0p2`. Runs with equal configuration dimensions get equal labels.
 */
export function configLabel(dimensions: Dimensions): string {
  const hardware = text(dimensions.hardware);
  const gpus = text(dimensions.gpus);
  const parts = [
    shortModel(text(dimensions.model)),
    text(dimensions.precision),
    gpus !== '' && hardware !== ''
      ? `${gpus}x${hardware}`
      : hardware || (gpus === '' ? '' : gpus === '1' ? '1 GPU' : `${gpus} GPUs`),
    text(dimensions.topology),
    text(dimensions.engine),
  ];
  return [...parts.filter((part) => part !== ''), mark(dimensions, CONFIG_DIMENSIONS)].join(' ');
}

/** `configLabel` of points that follow each other: those of one run mostly share it, and it is spelled once. */
export class ConfigLabels {
  private label: string | null = null;
  private known: Dimensions = {};

  of(dimensions: Dimensions): string {
    if (this.label === null || !this.isKnown(dimensions)) {
      this.known = dimensions;
      this.label = configLabel(dimensions);
    }
    return this.label;
  }

  private isKnown(dimensions: Dimensions): boolean {
    for (const id of CONFIG_DIMENSIONS) {
      if (dimensions[id] !== this.known[id]) {
        return false;
      }
    }
    return true;
  }
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

/** Configured lengths as they are; observed ones rounded, but never so far that two classes read alike. */
function lengthText({ value, observed }: WorkloadLength): string {
  if (value === null) {
    return '?';
  }
  return observed ? `~${value < 100 ? Number(value.toPrecision(3)) : Math.round(value)}` : String(value);
}

/** Dimensions that stand in a workload label as words. */
const WORDS = ['tool', 'dataset', 'load_type'];

const WORD = /^(?![~?\d][^/]*\/)[^\s#]+$/;

/** True where the words read one way only: the label of another workload cannot look the same. */
function isPlain(dimensions: Dimensions, lengths: string): boolean {
  const [tool, dataset, loadType] = WORDS.map((id) => text(dimensions[id]));
  const isOrdered = lengths !== '' ? tool !== '' || dataset === '' : tool !== '' && (dataset === '' || loadType !== '');
  return isOrdered && [tool, dataset, loadType].every((word) => word === '' || WORD.test(word));
}

/**
 * The `workload` dimension: `inference-perf random 1024/128 rate`, with `~` before observed lengths. What of the load shape
 * is not in the text, or could be read in two ways, goes into a fingerprint. Empty where nothing is known.
 */
export function workloadLabel(dimensions: Dimensions, isl: WorkloadLength, osl: WorkloadLength): string {
  const shape = WORKLOAD_DIMENSIONS.filter((id) => id !== 'isl' && id !== 'osl');
  const isKnown = (id: string): boolean => text(dimensions[id]) !== '' && !Number.isNaN(dimensions[id]);
  const lengths = isl.value === null && osl.value === null ? '' : `${lengthText(isl)}/${lengthText(osl)}`;
  const isWhole = shape.every((id) => WORDS.includes(id) || !isKnown(id)) && isPlain(dimensions, lengths);
  const isEmpty = lengths === '' && !shape.some(isKnown);
  return [
    text(dimensions.tool),
    text(dimensions.dataset),
    lengths,
    text(dimensions.load_type),
    isWhole || isEmpty ? '' : mark(dimensions, shape),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/**
 * The `config` of a run whose accelerators nobody states: such runs may differ in anything, so each is a configuration of
 * its own and is never taken for a repeat of another.
 */
export function undescribedConfigLabel(dimensions: Dimensions, run: string, runKey: string): string {
  const own = mark({ ...dimensions, runKey }, [...CONFIG_DIMENSIONS, 'runKey']);
  return [shortModel(text(dimensions.model)), run, own].filter((part) => part !== '').join(' ');
}
