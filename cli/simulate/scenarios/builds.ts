import type { Build } from '../plan';
import { hexOf } from '../random';

function build(number: number | null, version: string): Build {
  const commit = hexOf(`commit of ${version}`, 12);
  return { number, version, commit, image: `registry.example/sim-engine:${version}-g${commit.slice(0, 7)}` };
}

/** The release that the studies use. */
export const RELEASE = build(null, '0.9.0');

/** Build `number` of the nightly series, counted from 1. */
export function nightlyBuild(number: number): Build {
  return build(number, `0.9.1.dev${number}`);
}
