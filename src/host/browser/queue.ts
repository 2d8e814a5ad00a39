/**
 * Lets a few things happen at once, the others in the order in which they came. One queue serves the whole page: a browser
 * has six connections a server, and Grafana's own calls need the rest.
 */
export interface Queue {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function queue(most: number): Queue {
  let free = most;
  const waiting: Array<() => void> = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) {
      free++;
    } else {
      next();
    }
  };
  return {
    async run(work) {
      if (free > 0) {
        free--;
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

/** Names requests `prism-0`, `prism-1`, … */
export function requestIds(): () => string {
  let count = 0;
  return () => `prism-${count++}`;
}
