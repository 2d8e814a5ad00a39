import { JsonScanner } from './json-scanner';

export interface Columns {
  /** One array a field, in the order asked for; null where an element lacks it. */
  readonly columns: ReadonlyArray<readonly unknown[]>;
  /** True where the input ended inside a value. */
  readonly cut: boolean;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What an array has under a key: an element by its place, from the end where it is negative, or its length. */
function inArray(element: readonly unknown[], key: string): unknown {
  return key === 'length' ? element.length : /^-?\d{1,9}$/.test(key) ? element.at(Number(key)) : undefined;
}

function own(element: unknown, key: string): unknown {
  if (Array.isArray(element)) {
    return inArray(element, key);
  }
  return isObject(element) && Object.hasOwn(element, key) ? element[key] : undefined;
}

/** The value under a key, or under a path of keys with dots between them. */
function field(element: unknown, name: string): unknown {
  const found = own(element, name);
  const dot = name.indexOf('.');
  return found !== undefined || dot <= 0 ? found : field(own(element, name.slice(0, dot)), name.slice(dot + 1));
}

/**
 * Takes given fields of the elements of a very large JSON array, or of JSON documents that follow each other, from chunks of
 * any size, and holds one element at a time. `write` throws MalformedJson.
 */
export class JsonRows {
  private readonly columns: unknown[][];
  private readonly scanner: JsonScanner;

  constructor(
    private readonly fields: readonly string[],
    drop: ReadonlySet<string>
  ) {
    this.columns = fields.map(() => []);
    this.scanner = new JsonScanner({ drop, elements: true, onValue: (element) => this.take(element) });
  }

  private take(element: unknown): void {
    this.fields.forEach((name, i) => this.columns[i].push(field(element, name) ?? null));
  }

  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  end(): Columns {
    return { columns: this.columns, cut: !this.scanner.end() };
  }
}
