import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/*
 * The rooms of the house and the purity of the core: which file may import what, and what no file of the core may use, since
 * the core also runs in an engine that is not V8 and has neither a page nor Node around it.
 */

const ROOT = path.resolve(__dirname, '../..');
const MAX_LINES = 400;

interface Source {
  /** Path under the root, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

interface Rule {
  /** Places that the files may import from: a directory (with its files) or a file without its ending. */
  readonly places: readonly string[];
  /** Packages; null allows any. */
  readonly packages: readonly string[] | null;
}

const DATA = ['dequal/lite', 'papaparse', 'picomatch', 'fastest-levenshtein', 'valibot', '@uwdata/flechette'];
const core = (...rooms: string[]): Rule => ({ places: rooms.map((room) => `src/core/${room}`), packages: DATA });

/** The first rule whose place holds a file is the file's rule. */
const RULES: ReadonlyArray<readonly [string, Rule]> = [
  ['src/core/model', { places: ['src/core/model'], packages: ['@uwdata/flechette', 'valibot'] }],
  ['src/core/formats', core('formats', 'model')],
  ['src/core/stores', core('stores', 'model')],
  ['src/core/frames', core('frames', 'model')],
  ['src/core/analysis', core('analysis', 'model')],
  ['src/core/query', core('query', 'analysis', 'frames', 'model')],
  ['src/core/ingest', core('ingest', 'formats', 'model')],
  ['src/core', { places: ['src/core'], packages: DATA }],
  ['src/host', { places: ['src/core', 'src/host'], packages: null }],
  ['src/dashboards', { places: [], packages: [] }],
  ['src', { places: ['src'], packages: null }],
];

/** Names whose use makes an answer depend on something else than its input, or that the server's engine does not have. */
const FORBIDDEN_NAMES = new Set([
  'Promise',
  'Intl',
  'fetch',
  'require',
  'window',
  'process',
  'Buffer',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'structuredClone',
  'WeakRef',
  'URL',
  'URLSearchParams',
]);

/** Members, by the object they are taken from; `*` is any object. */
const FORBIDDEN_MEMBERS = new Map([
  ['Date', new Set(['now', 'parse'])],
  ['Math', new Set(['random'])],
  ['*', new Set(['groups', 'localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])],
]);

const isTest = (file: string) => /\.test\.tsx?$|(^|\/)(__tests__|__mocks__)\//.test(file);

function walk(directory: string): string[] {
  const absolute = path.join(ROOT, directory);
  if (!existsSync(absolute)) {
    return [];
  }
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const file = `${directory}/${entry.name}`;
    return entry.isDirectory() ? walk(file) : [file];
  });
}

function parse(file: string, text: string): Source {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, kind) };
}

function sources(directory: string): Source[] {
  return walk(directory)
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !isTest(file))
    .map((file) => parse(file, readFileSync(path.join(ROOT, file), 'utf8')));
}

function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) {
    yield* nodes(child);
  }
}

/** The module specifiers of static imports, re-exports, import types and `import()`. */
function specifiers({ tree }: Source): string[] {
  const found: string[] = [];
  const take = (node: ts.Node | undefined) => node && ts.isStringLiteralLike(node) && found.push(node.text);
  for (const node of nodes(tree)) {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      take(node.moduleSpecifier);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      take(node.argument.literal);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      take(node.arguments[0]);
    }
  }
  return found;
}

const lies = (file: string, place: string) => file === place || file.startsWith(`${place}/`);

function wrongImports(source: Source): string[] {
  const rule = RULES.find(([place]) => lies(source.file, place))?.[1];
  if (!rule) {
    return [];
  }
  const { places, packages } = rule;
  return specifiers(source)
    .filter((specifier) => {
      if (specifier.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(source.file), specifier);
        return !places.some((place) => lies(target, place));
      }
      return packages !== null && !packages.some((name) => lies(specifier, name));
    })
    .map((specifier) => `${source.file} imports ${specifier}`);
}

function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) &&
      parent.name === node) ||
    ((ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node);
  return !isName;
}

function impurities({ file, tree }: Source): string[] {
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1} ${what}`);
  };
  const all = [...nodes(tree)];
  const isDeclaration = (node: ts.Node): node is ts.Identifier =>
    ts.isIdentifier(node) &&
    (ts.isVariableDeclaration(node.parent) ||
      ts.isBindingElement(node.parent) ||
      ts.isParameter(node.parent) ||
      ts.isFunctionDeclaration(node.parent)) &&
    node.parent.name === node;
  const own = new Set(all.filter(isDeclaration).map((node) => node.text));

  for (const node of all) {
    if (node.kind === ts.SyntaxKind.AsyncKeyword || node.kind === ts.SyntaxKind.AwaitKeyword) {
      report(node, node.getText());
    } else if (ts.isIdentifier(node) && FORBIDDEN_NAMES.has(node.text) && !own.has(node.text) && isUse(node)) {
      report(node, node.text);
    } else if (ts.isPropertyAccessExpression(node)) {
      const of = node.expression.getText();
      if (FORBIDDEN_MEMBERS.get(of)?.has(node.name.text) || FORBIDDEN_MEMBERS.get('*')?.has(node.name.text)) {
        report(node, `${of}.${node.name.text}`);
      }
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) {
      report(node, 'new Date()');
    } else if (ts.isRegularExpressionLiteral(node)) {
      // Not the same, or not there, in the server's engine.
      const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      if (/\(\?<[^=!]/.test(pattern.replace(/\\./g, ''))) {
        report(node, `named group in ${node.text}`);
      }
      if (/\\[pP]\{/.test(pattern) || /[dv]/.test(flags)) {
        report(node, `\\p or a flag d or v in ${node.text}`);
      }
    }
  }
  for (const statement of tree.statements) {
    if (ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const)) {
      if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) {
        report(statement, 'state of a module (let at the top)');
      }
    }
  }
  return found;
}

function anys({ file, tree }: Source): string[] {
  return [...nodes(tree)]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
    .map((node) => `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
}

const inSource = sources('src');
const inCore = inSource.filter(({ file }) => lies(file, 'src/core'));
const inCli = sources('cli');

describe('rooms', () => {
  it('each file imports only what its room knows', () => {
    expect(inSource.flatMap(wrongImports)).toEqual([]);
  });

  it('the command line knows src/core and src/host, and neither Grafana nor React', () => {
    const wrong = inCli.flatMap((source) =>
      specifiers(source)
        .filter((specifier) => {
          const target = path.posix.join(path.posix.dirname(source.file), specifier);
          return specifier.startsWith('.')
            ? !['cli', 'src/core', 'src/host', 'package.json'].some((place) => lies(target, place))
            : /^@grafana\/|^react(-dom)?(\/|$)/.test(specifier);
        })
        .map((specifier) => `${source.file} imports ${specifier}`)
    );
    expect(wrong).toEqual([]);
  });

  it('src/dashboards holds dashboards', () => {
    expect(walk('src/dashboards').filter((file) => !file.endsWith('.json') && !isTest(file))).toEqual([]);
  });
});

describe('the core', () => {
  it('is synchronous, deterministic and uses nothing that one of its engines lacks', () => {
    expect(inCore.flatMap(impurities)).toEqual([]);
  });
});

describe('files', () => {
  it('nothing is any', () => {
    expect([...inSource, ...inCli].flatMap(anys)).toEqual([]);
  });

  it(`none is longer than ${MAX_LINES} lines`, () => {
    const long = [...inSource, ...inCli]
      .map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });
});

describe('these rules themselves', () => {
  it.each([
    ['src/core/model/a.ts', `import { b } from '../formats/b';`],
    ['src/core/model/a.ts', `import p from 'picomatch/posix';`],
    ['src/core/formats/a.ts', `import type { b } from '../ingest/b';`],
    ['src/core/formats/deep/a.ts', `export * from '../../engine';`],
    ['src/core/query/a.ts', `type B = import('../stores').B;`],
    ['src/core/engine.ts', `import { b } from '../host/b';`],
    ['src/core/engine.ts', `import fs from 'node:fs';`],
    ['src/core/engine.ts', `import { toDataFrame } from '@grafana/data';`],
    ['src/host/a.ts', `import { b } from '../editor/b';`],
  ])('%s: %s is refused', (file, text) => {
    expect(wrongImports(parse(file, text))).toHaveLength(1);
  });

  it.each([
    [
      'src/core/formats/deep/a.ts',
      `import { b } from '../b'; import { c } from '../../model/c'; import p from 'picomatch/posix';`,
    ],
    ['src/core/query/a.ts', `import { b } from '../analysis'; import { c } from './c';`],
    ['src/core/engine.ts', `import { b } from './stores';`],
    ['src/host/a.ts', `import { b } from '../core/engine'; import { load } from 'js-yaml';`],
  ])('%s: %s is taken', (file, text) => {
    expect(wrongImports(parse(file, text))).toEqual([]);
  });

  it.each([
    'async function f() {}',
    'const a = new Promise(() => {});',
    'const a = Date.now();',
    'const a = new Date();',
    'const a = () => Math.random();',
    'const a = new Intl.NumberFormat();',
    `fetch('a');`,
    `const a = /(?<x>a)/.test('a');`,
    'const a = (m: RegExpExecArray) => m.groups;',
    `const a = 'a'.localeCompare('b');`,
    `const a = /\\p{L}/u;`,
    'let a = 1;',
  ])('%s is no code of the core', (text) => {
    expect(impurities(parse('src/core/a.ts', text)).length).toBeGreaterThan(0);
  });

  it.each([
    '/* no Promise, no Date.now() */ const a = { fetch: 1, URL: 2 }; const b = a.fetch;',
    'const f = (process: string) => process;',
    'const a = new Date(0); const b = /(?<=a)(?<!b)(?:c)/;',
    'interface A { groups: string[]; fetch(): void }',
  ])('%s is', (text) => {
    expect(impurities(parse('src/core/a.ts', text))).toEqual([]);
  });
});
