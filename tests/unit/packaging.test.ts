import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/* The cheap part of what Grafana's plugin validator checks before a plugin is published. */

const ROOT = path.resolve(__dirname, '../..');
const at = (file: string) => path.join(ROOT, file);
const read = (file: string) => readFileSync(at(file), 'utf8');

interface PluginJson {
  id: string;
  type: string;
  name: string;
  metrics?: boolean;
  backend?: boolean;
  alerting?: boolean;
  executable?: string;
  info: {
    description: string;
    keywords: string[];
    version: string;
    updated: string;
    logos: { small: string; large: string };
    links: Array<{ name: string; url: string }>;
    screenshots?: Array<{ name: string; path: string }>;
  };
  dependencies: { grafanaDependency: string };
  includes: Array<{ type: string; name: string; path: string }>;
}

const plugin: PluginJson = JSON.parse(read('src/plugin.json'));
const manifest: { name: string; version: string; license: string } = JSON.parse(read('package.json'));

function walk(directory: string): string[] {
  if (!existsSync(at(directory))) {
    return [];
  }
  return readdirSync(at(directory), { withFileTypes: true }).flatMap((entry) => {
    const file = `${directory}/${entry.name}`;
    return entry.isDirectory() ? walk(file) : [file];
  });
}

describe('plugin.json', () => {
  it('has an id of the right form, and a name for people', () => {
    expect(plugin.id).toMatch(/^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/);
    expect(plugin.id.endsWith(`-${plugin.type}`)).toBe(true);
    expect(plugin.name).not.toBe(plugin.id);
    expect(plugin.id).toBe(manifest.name);
  });

  it('can be found and described', () => {
    expect(plugin.metrics).toBe(true);
    expect(plugin.info.description).not.toBe('');
    expect(plugin.info.keywords.length).toBeGreaterThan(0);
    expect(plugin.info.links.length).toBeGreaterThan(0);
    expect(plugin.info.links.every(({ name, url }) => name && /^https:\/\//.test(url))).toBe(true);
  });

  it('leaves version and date to the build', () => {
    expect(plugin.info).toMatchObject({ version: '%VERSION%', updated: '%TODAY%' });
  });

  it('asks for a Grafana that gives react/jsx-runtime, and sets no upper end', () => {
    expect(plugin.dependencies.grafanaDependency).toMatch(/^>=12\.3\.0(-0)?$/);
  });

  it('says backend, alerting and executable together or not at all', () => {
    expect(Boolean(plugin.executable)).toBe(Boolean(plugin.backend));
    expect(Boolean(plugin.alerting) && !plugin.backend).toBe(false);
  });

  it('names logos and screenshots that are there', () => {
    const { logos, screenshots = [] } = plugin.info;
    for (const file of [logos.small, logos.large, ...screenshots.map((shot) => shot.path)]) {
      expect(path.posix.normalize(file)).toBe(file);
      expect(file).not.toMatch(/^(\/|\.\.|[a-z]+:)/);
      expect(existsSync(at(`src/${file}`))).toBe(true);
    }
  });

  it('registers each bundled dashboard, and only those that are there', () => {
    const registered = plugin.includes.filter(({ type }) => type === 'dashboard').map((include) => include.path);
    expect(new Set(registered).size).toBe(registered.length);
    if (existsSync(at('src/dashboards'))) {
      const bundled = readdirSync(at('src/dashboards'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => `dashboards/${name}`);
      expect([...registered].sort()).toEqual(bundled.sort());
    }
  });
});

describe('pictures', () => {
  const ELEMENTS = new Set(
    ['svg', 'title', 'desc', 'defs', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polygon', 'polyline'].concat([
      'linearGradient',
      'radialGradient',
      'stop',
    ])
  );

  it.each(walk('src').filter((file) => file.endsWith('.svg')))('%s draws and does nothing else', (file) => {
    const text = read(file);
    const elements = [...text.matchAll(/<([A-Za-z][\w:-]*)/g)].map(([, name]) => name);
    expect(elements.filter((name) => !ELEMENTS.has(name))).toEqual([]);
    expect(text).not.toMatch(/\son\w+\s*=|href\s*=|javascript:|<!|<\?xml-stylesheet|url\((?!#)/i);
  });
});

describe('texts', () => {
  it('the changelog has the current version', () => {
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[?${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'));
  });

  it('the licence is Apache-2.0, here and in package.json', () => {
    expect(manifest.license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  });

  it.each(['src/README.md', 'README.md'].filter((file) => file.startsWith('src') || existsSync(at(file))))(
    '%s is our own',
    (file) => {
      const text = read(file);
      expect(text.length).toBeGreaterThan(500);
      expect(text).not.toMatch(/create-plugin|plugin template|lorem ipsum|this template is a starting point/i);
      expect(text).not.toMatch(/<!--/);
    }
  );

  it('the catalog page has neither relative links nor words for developers', () => {
    const text = read('src/README.md');
    expect(text).not.toMatch(/\]\((?!https?:\/\/|#)/);
    expect(text).not.toMatch(/\b(yarn|npm|nodejs|node\.js|webpack|mage)\b/i);
  });
});

describe('package-lock.json', () => {
  it('names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  it('is of this version', () => {
    const lock: { name: string; version: string } = JSON.parse(read('package-lock.json'));
    expect(lock).toMatchObject({ name: manifest.name, version: manifest.version });
  });
});

describe('the frontend', () => {
  const files = walk('src').filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

  it.each([
    ['internals of Grafana on window', /window\.(grafanaBootData|grafanaRuntime|__grafanaSceneContext)/],
    ['dialogs of the browser', /(?<![.\w])(?<!function )(alert|confirm|prompt)\s*\(|window\.(alert|confirm|prompt)\b/],
    ['window.open without noopener and noreferrer', /window\.open\((?![^)]*noopener,noreferrer)/],
    ['style sheets', /import\s+(?:[^'"]*from\s+)?['"][^'"]+\.(css|s[ac]ss|less)['"]|<Global\b/],
    ['the address of the query service', /\/api\/ds\/query/],
    ['features of the navigation', /featureToggles\.topnav/],
    ['the console', /\bconsole\.\w+\s*\(/],
    ['the address of the page', /window\.location\.(href|search)/],
    ['suppressed type errors', /@ts-(ignore|expect-error|nocheck)/],
    ['old styles', /gf-form/],
    ['old React', /\.defaultProps\b|ReactDOM\.(render|findDOMNode)\b|(?<!\.)\bJSX\.Element\b|__SECRET_INTERNALS/],
  ])('does not use %s', (_, pattern) => {
    expect(files.filter((file) => pattern.test(read(file)))).toEqual([]);
  });

  it('has no testDatasource where the backend checks health', () => {
    const both = files.filter((file) => {
      const text = read(file);
      return /extends\s+DataSourceWithBackend/.test(text) && /\btestDatasource\s*\(/.test(text);
    });
    expect(plugin.backend ? both : []).toEqual([]);
  });

  it('is built by the webpack configuration that the validator knows', () => {
    expect(read('.config/webpack/webpack.config.ts')).toContain('@grafana/create-plugin');
    expect(JSON.parse(read('.config/.cprc.json'))).toEqual({ version: '7.x' });
  });
});
