import { figure, valuesOf, type Rule } from '../rule';

/** Tools count the window and the tokens of failed requests each in their own way; beyond this it is another quantity. */
const TOLERANCE = 0.2;

interface Side {
  readonly words: string;
  readonly stated: Float64Array;
  expected(row: number): number;
}

export const rateTimesTokens: Rule = {
  id: 'rate-times-tokens',
  severity: 'warning',
  title: 'Throughput does not follow from requests and lengths',
  advice: 'Find out which tokens, requests and seconds each figure counts before you compare it with another tool',
  bases: [
    'request_throughput',
    'input_tokens',
    'output_tokens',
    'input_token_throughput',
    'output_token_throughput',
    'total_token_throughput',
  ],
  open(data) {
    const requests = valuesOf(data, 'request_throughput');
    const [inputs, outputs] = ['input_tokens_mean', 'output_tokens_mean'].map((id) => valuesOf(data, id));
    const [input, output, total] = ['input', 'output', 'total'].map((kind) =>
      valuesOf(data, `${kind}_token_throughput`)
    );
    const sides: readonly Side[] = [
      { words: 'Output throughput', stated: output, expected: (row) => requests[row] * outputs[row] },
      { words: 'Input throughput', stated: input, expected: (row) => requests[row] * inputs[row] },
      { words: 'Total throughput', stated: total, expected: (row) => input[row] + output[row] },
    ];
    const odd = (row: number) =>
      sides.find(({ stated, expected }) => Math.abs(stated[row] - expected(row)) > TOLERANCE * expected(row));
    return {
      suspicious: (row) => odd(row) !== undefined,
      say(row) {
        const side = odd(row);
        return side === undefined
          ? ''
          : `${side.words} of ${figure(side.stated[row], 'tokens_per_second')}, but ${
              side.stated === total ? 'input and output make' : 'requests per second x mean length make'
            } ${figure(side.expected(row), 'tokens_per_second')}`;
      },
    };
  },
};
