import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from './errors';
import { UsageError } from './io';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;

/** Parses the arguments of a command; `positionals` says how many words it takes. */
export function parseArguments<T extends Options>(args: string[], options: T, positionals: number): Parsed<T> {
  const parsed = tryParse(args, options);
  if (parsed.positionals.length > positionals) {
    throw new UsageError(`unexpected "${parsed.positionals[positionals]}"`);
  }
  return parsed;
}

function tryParse<T extends Options>(args: string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentences name the option; what follows the first is advice about option-like positionals.
    throw new UsageError(messageOf(error).split('. ')[0].replace(/\.$/, ''));
  }
}

/** A required option that names something. */
export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') {
    throw new UsageError(`${name} is missing`);
  }
  return value;
}
