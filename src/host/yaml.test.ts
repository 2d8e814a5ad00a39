import { MalformedYaml } from './malformed';
import { parseYaml } from './yaml';
import { YAML_CASES, YAML_REFUSED } from './yaml-cases';

describe('YAML of the core schema', () => {
  it.each(YAML_CASES)('%j', (text, expected) => {
    expect(parseYaml(text)).toEqual(expected);
  });

  it.each(YAML_REFUSED)('%j is refused by line, without contents', (text, message) => {
    expect(() => parseYaml(text)).toThrow(MalformedYaml);
    expect(() => parseYaml(text)).toThrow(message);
  });
});
