import { decodeEntities } from './html-listing';

/** An element of a document: its name without prefix, its own text, its children in order. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Open {
  readonly name: string;
  readonly tag: string;
  text: string;
  readonly children: XmlElement[];
}

/**
 * 1: CDATA; 2: `/` of an end tag, 3: name, 4: `/` of an empty element; 5: text. Comments and processing instructions match without
 * a group. A declaration (`<!DOCTYPE`) matches nothing: documents that define entities of their own are refused.
 */
const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/y;

const localName = (tag: string): string => tag.slice(tag.indexOf(':') + 1);

/** Reads the listings and errors that object stores send. Attributes are left out. Null where the text is cut off or no XML. */
export function parseXml(text: string): XmlElement | null {
  const top: Open = { name: '', tag: '', text: '', children: [] };
  const open: Open[] = [top];
  const token = new RegExp(TOKEN.source, TOKEN.flags);
  token.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) {
      return null;
    }
    const [, cdata, end, tag, empty, plain] = found as ReadonlyArray<string | undefined>;
    const current = open[open.length - 1];
    if (tag === undefined) {
      current.text += cdata ?? decodeEntities(plain ?? '');
    } else if (end === '/') {
      const parent = open[open.length - 2] as Open | undefined;
      if (current.tag !== tag || parent === undefined) {
        return null;
      }
      open.pop();
      parent.children.push({ name: current.name, text: current.text, children: current.children });
    } else if (empty === '/') {
      current.children.push({ name: localName(tag), text: '', children: [] });
    } else {
      open.push({ name: localName(tag), tag, text: '', children: [] });
    }
  }
  return open.length === 1 && top.children.length === 1 && top.text.trim() === '' ? top.children[0] : null;
}

/** Text of the first child of that name; null where there is none. */
export function childText(element: XmlElement, name: string): string | null {
  return element.children.find((child) => child.name === name)?.text ?? null;
}
