import { boundOf, capability, matchedPrefillShare, utilisation } from './bottleneck';

describe('which role binds', () => {
  it('is the one closer to the most that a GPU of it was seen to do', () => {
    // 4 prefill GPUs at 400 tokens/s and 12 decode GPUs at 10; 12 at 150 and 4 at 30; 8 at 220 and 8 at 16.
    const rates = [
      { prefill: 400, decode: 10 },
      { prefill: 150, decode: 30 },
      { prefill: 220, decode: 16 },
    ];
    const best = capability(rates);
    expect(best).toEqual({ prefill: 400, decode: 30 });
    expect(rates.map((rate) => boundOf(utilisation(rate, best)))).toEqual([
      'prefill-bound',
      'decode-bound',
      'balanced',
    ]);
  });

  it('of a single configuration, at its best in both, nobody knows', () => {
    const one = { prefill: 400, decode: 10 };
    expect(boundOf(utilisation(one, capability([one])))).toBeNull();
  });

  it.each<[number, number, ReturnType<typeof boundOf>]>([
    [0.9, 1, 'balanced'],
    [0.89, 1, 'decode-bound'],
    [1, 0.89, 'prefill-bound'],
    [NaN, 1, null],
    [1, NaN, null],
  ])('prefill used to %d, decode to %d: %s', (prefill, decode, expected) =>
    expect(boundOf({ prefill, decode })).toBe(expected)
  );

  it('missing rates take no part in the capability', () => {
    expect(
      capability([
        { prefill: NaN, decode: 3 },
        { prefill: 2, decode: NaN },
      ])
    ).toEqual({ prefill: 2, decode: 3 });
    expect(capability([])).toEqual({ prefill: NaN, decode: NaN });
  });
});

describe('the share of GPUs for prefill', () => {
  it('makes both roles equally used', () => {
    const best = { prefill: 400, decode: 30 };
    const share = matchedPrefillShare({ prefill: 4000, decode: 100 }, best);
    // 10 GPUs of prefill against 3 1/3 of decode.
    expect(share).toBeCloseTo(0.75, 12);
    const gpus = 16;
    expect(4000 / (gpus * share) / best.prefill).toBeCloseTo(100 / (gpus * (1 - share)) / best.decode, 12);
  });
});
