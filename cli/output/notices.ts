import type { FrameJson } from '../../src/core/frames/frame';

/** What the answer says about itself, each sentence once. */
export function notices(frames: readonly FrameJson[]): string[] {
  const all = frames.flatMap(({ schema }) => schema.meta.notices ?? []);
  return Array.from(new Set(all.map(({ severity, text }) => `${severity}: ${text}`)));
}
