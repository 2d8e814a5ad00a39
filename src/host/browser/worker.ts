import { keptInBrowser } from './kept';
import type { FromWorker, ToWorker } from './messages';
import { localRoom } from './room';
import { servePage } from './serve-page';

/** The part of a worker's global scope that is needed here. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

const scope = self as unknown as WorkerScope;
const take = servePage(
  (carry) => localRoom(carry, keptInBrowser()),
  (message) => scope.postMessage(message)
);
scope.onmessage = ({ data }) => take(data);
scope.postMessage({ kind: 'hello' });
