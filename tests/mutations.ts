import fc from 'fast-check';
import { dimension, isFreeDimension } from '../src/core/model/dimensions';
import { isStat } from '../src/core/model/metric-id';
import { metricBase } from '../src/core/model/metrics';
import type { Fragment } from '../src/core/model/record';

type Step = string | number;

/** Paths to every value inside a document. */
function paths(value: unknown, here: readonly Step[] = []): Array<readonly Step[]> {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const keys: Step[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.reduce<Array<readonly Step[]>>((all, key) => {
    const path = [...here, key];
    return all.concat([path], paths((value as Record<Step, unknown>)[key], path));
  }, []);
}

function garbage(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      NaN,
      Infinity,
      -Infinity,
      0,
      -1,
      1e308,
      5e-324,
      true,
      '',
      'inf',
      '1e999',
      '0x10'
    ),
    fc.constantFrom<unknown>([], {}, [[]], { mean: 'x' }, { mean: { mean: 1 } }, [null], { constructor: 1, p99: -1 }),
    fc.double(),
    fc.string({ maxLength: 20 }),
    fc.object({ maxDepth: 2, maxKeys: 3 })
  );
}

function apply(
  document: unknown,
  place: number,
  change: { readonly remove: boolean; readonly value: unknown }
): unknown {
  const all = paths(document);
  if (all.length === 0) {
    return structuredClone(change.value);
  }
  const path = all[place % all.length];
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<Step, unknown>)[key], document);
  const key = path[path.length - 1];
  if (change.remove && Array.isArray(parent)) {
    parent.splice(Number(key), 1);
  } else if (change.remove) {
    delete (parent as Record<Step, unknown>)[key];
  } else {
    (parent as Record<Step, unknown>)[key] = structuredClone(change.value);
  }
  return document;
}

/** `anything`: removed or swapped for something of another kind. `removals`: removed or null, so that nothing is said anew. */
type Kind = 'anything' | 'removals';

/** Copies of a document with one to five values changed. */
export function mutations(document: unknown, kind: Kind = 'anything'): fc.Arbitrary<unknown> {
  const value = kind === 'anything' ? garbage() : fc.constant(null);
  const change = fc.record({ place: fc.nat(1e6), remove: fc.boolean(), value });
  return fc
    .array(change, { minLength: 1, maxLength: 5 })
    .map((changes) =>
      changes.reduce<unknown>(
        (value, { place, ...rest }) => apply(value, place, rest),
        JSON.parse(JSON.stringify(document))
      )
    );
}

/** The document with 7 in the place of every 0, so that a reader that gives a 0 made it up. */
export function withoutZeros(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    value === 0 || (typeof value === 'string' && value.trim() !== '' && Number(value) === 0) ? 7 : value
  );
}

/** The same for a text. */
export function zeroFreeText(text: string): string {
  return text.replace(/(^|[\s,:="])-?0(?:\.0+)?(?=$|[\s,"])/gm, '$17');
}

const SPLICES = ['', '\u0000', '"', ',', '{', ']', '\n', '\r\n', 'NaN', '-1', '1e999', '\ufeff', ': ', '<html>'];

/** Copies of a text: cut off, lines and cells taken out, bytes of other files put in. */
export function textMutations(text: string, kind: Kind = 'anything'): fc.Arbitrary<string> {
  const place = fc.nat(1e6);
  const cut = place.map((at) => text.slice(0, at % (text.length + 1)));
  const lines = text.split('\n');
  const without = place.map((at) => lines.filter((_, index) => index !== at % lines.length).join('\n'));
  const cell = place.map((at) => {
    const cells = text.split(',');
    return cells.filter((_, index) => index === 0 || index !== at % cells.length).join(',');
  });
  const emptied = place.map((at) => {
    const cells = text.split(',');
    return cells
      .map((one, index) => (index > 0 && index === at % cells.length ? one.replace(/^[^\n]*/, '') : one))
      .join(',');
  });
  const splice = fc
    .tuple(place, fc.nat(20), fc.constantFrom(...SPLICES))
    .map(([at, length, given]) => text.slice(0, at % text.length) + given + text.slice((at % text.length) + length));
  return kind === 'anything' ? fc.oneof(cut, without, cell, emptied, splice) : fc.oneof(without, emptied);
}

/** What is wrong with fragments, whatever they were read from: unknown names, numbers that are none. */
export function unsound(fragments: readonly Fragment[]): string[] {
  const faults: string[] = [];
  fragments.forEach((part) => {
    Object.keys(part.dimensions).forEach((id) => {
      const value = part.dimensions[id];
      const row = dimension(id);
      const isGiven = value !== null && value !== undefined;
      if ((row === undefined && !isFreeDimension(id)) || (row?.derived === true && isGiven)) {
        faults.push(`dimension ${id}`);
      }
      if (isGiven) {
        const kind = row?.kind === 'number' || row?.kind === 'time' ? 'number' : 'string';
        if (typeof value !== kind || (typeof value === 'number' && !Number.isFinite(value))) {
          faults.push(`${id} = ${String(value)}`);
        }
      }
    });
    Object.keys(part.metrics).forEach((base) => {
      const row = metricBase(base);
      if (row === undefined || row.derived === true) {
        faults.push(`metric ${base}`);
      }
      Object.keys(part.metrics[base]).forEach((stat) => {
        const fits = isStat(stat) || (row?.shape === 'value' && stat === '');
        if (!fits || !Number.isFinite(part.metrics[base][stat])) {
          faults.push(`${base} ${stat} = ${part.metrics[base][stat]}`);
        }
      });
    });
    part.settings.forEach(({ value }) => typeof value === 'string' || faults.push(`setting ${String(value)}`));
    if (part.stage !== null && !Number.isInteger(part.stage)) {
      faults.push(`stage ${part.stage}`);
    }
  });
  return faults;
}
