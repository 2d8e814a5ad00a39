import { decodeEntities, parseHtmlListing } from './html-listing';

const named = (text: string): string[] | undefined =>
  parseHtmlListing(text)?.entries.map(({ name, directory }) => (directory ? `${name}/` : name));
const index = (body: string): string => `<html><head><title>Index of /</title></head><body>${body}</body></html>`;

describe('listings in HTML', () => {
  it('of nginx: exact sizes where no unit follows', () => {
    const text = index(`<h1>Index of /</h1><hr><pre><a href="../">../</a>
<a href="d%2C%3D%23%25%26%2B%C3%BC/">d,=#%&amp;+ü/</a>                  24-Nov-2026 11:19                   -
<a href="%252e%252e.json">%2e%2e.json</a>                               24-Nov-2026 11:19                  15
<a href="LL.json">LLLLLLLLLLLLLLLLLL..&gt;</a>                          24-Nov-2026 11:19                 13K
<a href="MM.json">24-Nov-2026 11:19 7</a>                               24-Nov-2026 11:19            40123456
</pre><hr>`);
    expect(parseHtmlListing(text)).toEqual({
      entries: [
        { name: '%2e%2e.json', directory: false, size: 15, modified: null },
        { name: 'LL.json', directory: false, size: null, modified: null },
        { name: 'MM.json', directory: false, size: 40123456, modified: null },
        { name: 'd,=#%&+ü', directory: true, size: null, modified: null },
      ],
      refused: [],
    });
  });

  it('of Apache: sort links, parent, icons that are links', () => {
    const text =
      index(`<pre>      <a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a><hr><a href="/base/"><img src="/icons/x.gif" alt="[PARENTDIR]"></a> <a href="/base/">Parent Directory</a>                             -
<a href="in.json"><img src="/icons/x.gif" alt="[   ]"></a> <a href="in.json">in.json</a>                 2026-11-24 11:19    1
<a href="./col:on.json">     </a> <a href="./col:on.json">col:on.json</a>             2026-11-24 11:19  1.7K
<a href="d,=%23%25&amp;+%c3%bc/">d</a>             2026-11-24 11:19    -
</pre>`);
    expect(named(text)).toEqual(['col:on.json', 'd,=#%&+ü/', 'in.json']);
    expect(parseHtmlListing(text)?.entries.map(({ size }) => size)).toEqual([null, null, 1]);
  });

  it('of Python', () => {
    const text = `<!DOCTYPE HTML><title>Directory listing for /</title><ul>
<li><a href="q%27uo%22te.json">q'uo"te.json</a></li>
<li><a href="linked/">linked@</a></li></ul>`;
    expect(named(text)).toEqual(['linked/', 'q\'uo"te.json']);
  });

  it('leaves out what lies elsewhere, and names what pretends to lie here', () => {
    const links = [
      '/etc/passwd',
      '//evil/x',
      'https://evil/x',
      'HTTP:x',
      'javascript:alert(1)',
      'a?b',
      '#x',
      '\\\\evil\\x',
      '',
      '.',
      './',
      '..',
    ];
    const hostile = [
      '../../etc/passwd',
      '%2e%2e/',
      '%2e%2e%2fx',
      'a/b.json',
      'a%2Fb',
      'a%00b',
      'a%5Cb',
      'a%0ab',
      '%ff',
      '%',
      '....//',
      '%ed%a0%80',
    ];
    const read = parseHtmlListing(
      index([...links, ...hostile, 'good'].map((href) => `<a href="${href}">x</a>`).join('\n'))
    );
    expect(read?.entries.map(({ name }) => name)).toEqual(['good']);
    expect(read?.refused).toHaveLength(hostile.length);
  });

  it('takes other ways to write a link', () => {
    expect(
      named(
        index(
          `<A class='x' HREF='a.json'>a</A><a title="b" href = "b.json" >b</a><area href="c.json"><link href="d.css">`
        )
      )
    ).toEqual(['a.json', 'b.json']);
  });

  it.each([
    '<html><title>Log in</title><a href="a.json">a</a></html>',
    '<html><title>502 Bad Gateway</title></html>',
    '<p>Index of /</p><a href="a.json">',
    '',
    'a,b\n1,2',
  ])('%j is none', (text) => {
    expect(parseHtmlListing(text)).toBeNull();
  });

  it('a hostile page costs no more than its length', () => {
    const began = Date.now();
    for (const part of ['<a ', '<a href="', '<a href=', '<a x ', '&#', '<a href="x">1', ' <']) {
      parseHtmlListing(index(part.repeat(200000)));
    }
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe('character references', () => {
  it.each([
    ['a&amp;b&lt;&gt;&quot;&#39;&#x27;&apos;', "a&b<>\"'''"],
    ['&#x1F600;', '😀'],
    ['&amp;lt;', '&lt;'],
    ['&unknown; &#x110000; & &;', '&unknown; &#x110000; & &;'],
  ])('%s', (text, decoded) => {
    expect(decodeEntities(text)).toBe(decoded);
  });
});
