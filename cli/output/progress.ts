import { Presets, SingleBar } from 'cli-progress';

/** A bar on stderr for work that takes a while. */
export interface ProgressBar {
  /** `total` is null while it is not known yet. */
  show(what: string, done: number, total: number | null): void;
  stop(): void;
}

const SILENT: ProgressBar = { show: () => undefined, stop: () => undefined };

/** Draws on the given terminal; silent without one, so that logs stay clean. */
export function progressBar(terminal: NodeJS.WriteStream | null): ProgressBar {
  if (terminal === null) {
    return SILENT;
  }
  const bar = new SingleBar(
    { stream: terminal, clearOnComplete: true, hideCursor: true, format: '{what} {bar} {value}/{total}', barsize: 30 },
    Presets.shades_classic
  );
  let started = false;
  return {
    show(what, done, total) {
      if (!started) {
        bar.start(total ?? done, done, { what });
        started = true;
      }
      bar.setTotal(Math.max(1, total ?? done));
      bar.update(done, { what });
    },
    stop() {
      if (started) {
        bar.stop();
      }
    },
  };
}
