/** What happens at a moment of simulated time. */
export type Action = (now: number) => void;

interface Event {
  readonly at: number;
  readonly order: number;
  readonly action: Action;
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Events in order of time; those of one moment in the order in which they were planned, so that runs repeat exactly. */
export class EventQueue {
  private readonly heap: Event[] = [];
  private planned = 0;

  plan(at: number, action: Action): void {
    const { heap } = this;
    const event: Event = { at, order: this.planned++, action };
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent])) {
        break;
      }
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = event;
  }

  /** Runs until nothing is planned any more, or `isOver` says that nothing of interest is left. */
  run(isOver: () => boolean): void {
    while (this.heap.length > 0 && !isOver()) {
      const { at, action } = this.pop();
      action(at);
    }
  }

  private pop(): Event {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop() as Event;
    const size = heap.length;
    if (size > 0) {
      let index = 0;
      for (let child = 1; child < size; child = 2 * index + 1) {
        if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
          child++;
        }
        if (!isBefore(heap[child], last)) {
          break;
        }
        heap[index] = heap[child];
        index = child;
      }
      heap[index] = last;
    }
    return first;
  }
}
