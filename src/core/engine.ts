/**
 * The entry points of the core. Each is a generator that yields batches of requests and is resumed with their answers in the
 * same order; a host carries the requests out and does nothing else.
 */
export { answer } from './engine/answer';
export { check, healthOf, type Health } from './engine/check';
export { scan } from './engine/scan';
