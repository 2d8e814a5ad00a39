import fc from 'fast-check';
import { childText, parseXml, type XmlElement } from './xml';

const element = (name: string, text: string, children: XmlElement[] = []): XmlElement => ({ name, text, children });

describe('XML of object stores', () => {
  it.each<[string, XmlElement | null]>([
    ['<a/>', element('a', '')],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a x="1">b</a>\n', element('a', 'b')],
    ['\ufeff<s3:a xmlns:s3="urn:x"><s3:b>c</s3:b></s3:a>', element('a', '', [element('b', 'c')])],
    ['<a>&lt;&amp;&gt;&#x41;&#66;&quot;</a>', element('a', '<&>AB"')],
    ['<a><![CDATA[<b>&amp;</b>]]></a>', element('a', '<b>&amp;</b>')],
    ['<a><!-- <b> --></a>', element('a', '')],
    ['', null],
    ['text', null],
    ['<a>', null],
    ['<a></b>', null],
    ['</a>', null],
    ['<a/><b/>', null],
    ['<a><b></a></b>', null],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', null],
    ['<a>&x;</a>', element('a', '&x;')],
  ])('%j', (text, expected) => {
    expect(parseXml(text)).toEqual(expected);
  });

  it('gives back any text that was written as such, and refuses it cut off anywhere', () => {
    const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(), (texts, at) => {
        const whole = `<l>${texts.map((text) => `<k>${escape(text)}</k>`).join('')}</l>`;
        expect(parseXml(whole)?.children.map(({ text }) => text)).toEqual(texts);
        expect(parseXml(whole.slice(0, at % whole.length))).toBeNull();
      })
    );
  });

  it('takes time in proportion to a hostile text', () => {
    const depth = 100000;
    expect(parseXml('<a>'.repeat(depth))).toBeNull();
    expect(parseXml('<!--'.repeat(depth))).toBeNull();
    expect(parseXml(`<a${' '.repeat(depth)}`)).toBeNull();
    expect(parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth))?.name).toBe('a');
  });

  it('finds the text of a child', () => {
    const read = parseXml('<a><b>1</b><b>2</b></a>') as XmlElement;
    expect([childText(read, 'b'), childText(read, 'c')]).toEqual(['1', null]);
  });
});
