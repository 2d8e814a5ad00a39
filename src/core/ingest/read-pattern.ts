import { dimension, dimensionByName } from '../model/dimensions';
import type { Pattern } from '../model/pattern';
import type { Dimensions } from '../model/record';

/** A text as the value of a dimension of the table; null where the dimension holds numbers and the text is none. */
function asValue(id: string, text: string): string | number | null {
  if (dimension(id)?.kind !== 'number') {
    return text;
  }
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

/**
 * What the named groups of one pattern read from a text: a group named like a dimension of the table (or an alias of one)
 * sets it, every other name `label.<name>`. Empty where the pattern does not match.
 */
export function readPattern(text: string, pattern: Pattern): Dimensions {
  const found: { [id: string]: string | number } = {};
  const match = pattern.exec(text);
  if (match === null) {
    return found;
  }
  pattern.names.forEach((name, index) => {
    const group = match[index + 1] as string | undefined;
    if (name === null || group === undefined || group === '') {
      return;
    }
    const known = dimensionByName(name);
    const id = known !== undefined && known.derived === undefined ? known.id : `label.${name}`;
    const value = asValue(id, group);
    if (value !== null) {
      found[id] = value;
    }
  });
  return found;
}
