import { answerOf, failure } from './answers';
import { DRIVER_CASES, outcomeOf } from './driver-cases';

const NONE = { etag: null, modified: null, contentType: null } as const;

describe('reading what came', () => {
  const once = DRIVER_CASES.filter(({ replies, request, expected }) => {
    const tooLarge = expected === 'too-large' || request.path.includes('..');
    return replies.length === 1 && replies[0].hangs === undefined && !tooLarge;
  });

  it.each(once)('$name', ({ request, replies: [{ status, body = new Uint8Array(0) }], expected }) => {
    expect(outcomeOf(answerOf(request, { ...NONE, status, bytes: body }))).toEqual(expected);
  });

  it('a failure names the object, says what to do, and repeats no contents', () => {
    const bytes = new TextEncoder().encode('{"secret": "value",}');
    const answer = answerOf(
      { kind: 'http', method: 'GET', path: 'a/b.json', want: { as: 'json', drop: [] }, sizeLimit: 100 },
      { ...NONE, status: 200, bytes }
    );
    expect(answer).toEqual({
      kind: 'failure',
      reason: 'malformed',
      message: 'a/b.json: not JSON in the value that begins at byte 0; write it again, or exclude it',
    });
    expect(failure('timeout', '').message).toBe(
      'The root of the store: the server does not answer in time; try again, or raise the timeout'
    );
  });

  it('keeps what the server said to an error, in short, and none of what is binary', () => {
    const read = (text: string) =>
      outcomeOf(
        answerOf(
          { kind: 'http', method: 'GET', path: 'a', want: { as: 'bytes' }, sizeLimit: 1 },
          { ...NONE, status: 403, bytes: new TextEncoder().encode(text) }
        )
      );
    expect(read('no')).toEqual({ status: 403, text: 'no' });
    expect(read('ü'.repeat(10000))).toEqual({ status: 403, text: 'ü'.repeat(4000) });
    expect(read('\0\0')).toEqual({ status: 403 });
  });
});
