/** Not JSON, or JSON that ends too early. The message gives a byte, never contents. */
export class MalformedJson extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedJson';
  }
}

/** Not YAML of the core schema. The message gives a line, never contents. */
export class MalformedYaml extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedYaml';
  }
}
