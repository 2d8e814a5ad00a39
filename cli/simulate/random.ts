import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers. Equal seeds give equal streams on every machine. */
export interface Random {
  /** 0 <= x < 1, from 32 bits. */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
  /** Mean `mean`. */
  exponential(mean: number): number;
  /** Mean 1, coefficient of variation `cv`. */
  logNormal(cv: number): number;
  /** 0 <= n < `below`. */
  integer(below: number): number;
}

/** FNV-1a with a final mix, so that seeds that differ in one digit give unrelated streams. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Hexadecimal digits that look like a commit, an id or a hash, made of a text. */
export function hexOf(text: string, length: number): string {
  let digits = '';
  for (let part = 0; digits.length < length; part++) {
    digits += hash32(`${text}/${part}`).toString(16).padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** A stream of its own for each name: adding an experiment changes no number of the others. */
export function random(name: string): Random {
  const generator = xoroshiro128plus(hash32(name));
  const uniform = (): number => (generator.next() >>> 0) / 0x100000000;
  let spare: number | null = null;
  // Marsaglia's polar method gives two at a time.
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    let u = 0;
    let v = 0;
    let s = 0;
    while (s === 0 || s >= 1) {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    }
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * scale;
    return u * scale;
  };
  return {
    uniform,
    normal,
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    logNormal: (cv) => {
      const sigma = Math.sqrt(Math.log(1 + cv * cv));
      return Math.exp(sigma * normal() - (sigma * sigma) / 2);
    },
    integer: (below) => Math.floor(uniform() * below),
  };
}
