import type { Rule } from '../rule';
import { alike } from './alike';
import { duplicated, identical } from './equal-figures';
import { failedShare } from './failed-share';
import { fewRequests } from './few-requests';
import { outOfOrder } from './out-of-order';
import { rateTimesTokens } from './rate-times-tokens';
import { saturation } from './saturation';
import { suspectedUnit } from './suspected-unit';
import { ttftOverE2e } from './ttft-over-e2e';
import { zero } from './zero';

/** Every rule that is computed over the catalog, in the order in which findings are shown. */
export const RULES: readonly Rule[] = [
  suspectedUnit,
  outOfOrder,
  zero,
  ttftOverE2e,
  rateTimesTokens,
  identical,
  alike,
  duplicated,
  failedShare,
  saturation,
  fewRequests,
];
