import { requestColumns, type Request } from '../model/requests';
import { list, number, text } from './fields';
import { aboveZero } from './metric-set';
import { difference, meanOf, type RequestRows } from './request-rows';

const ARRAYS = ['ttfts', 'itls', 'output_lens', 'latencies', 'start_times', 'errors'];

/** At the top of the document, or below `details` where SGLang's newer writer puts them. */
const PLACES = ['', 'details.'];

const total = (values: readonly unknown[]): number | null =>
  values.reduce<number | null>((sum, value) => {
    const one = number(value);
    return sum === null || one === null ? null : sum + one;
  }, 0);

/**
 * Arrays of single requests in the result of `vllm bench serve --save-detailed` and of SGLang's `--output-details`: seconds.
 * Both write 0 for the first token of a request that got none, failed or not. One document is one load point. Of the errors
 * nothing is kept but that there is one.
 */
export const detailedRequestRows: RequestRows = {
  drop: ['generated_texts', 'input_lens'],
  fields: PLACES.flatMap((place) => ARRAYS.map((name) => `${place}${name}`)),
  read(value, rows) {
    return Array.from({ length: rows }, (_, row) => {
      const [ttfts, itls, lengths, latencies, starts, errors] = ARRAYS.map((name) =>
        PLACES.reduce<readonly unknown[]>(
          (found, place) => (found.length > 0 ? found : list(value(`${place}${name}`, row))),
          []
        )
      );
      return requestColumns(
        ttfts.map((given, index): Request => {
          const [first, outputTokens, start] = [given, lengths[index], starts[index]].map(number);
          const ttft = aboveZero(first);
          const gaps = Array.isArray(itls[index]) ? total(itls[index] as unknown[]) : null;
          const e2e = aboveZero(number(latencies[index])) ?? (ttft === null || gaps === null ? null : ttft + gaps);
          const decode = difference(e2e, ttft);
          return {
            failed: text(errors[index]) !== null,
            ttft,
            tpot: decode === null || outputTokens === null || outputTokens < 2 ? null : decode / (outputTokens - 1),
            itl: meanOf(list(itls[index])),
            e2e,
            outputTokens,
            start,
            end: start === null || e2e === null ? null : start + e2e,
          };
        })
      );
    });
  },
};
