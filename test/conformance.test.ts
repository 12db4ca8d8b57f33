import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import cruiserConfig from '../.dependency-cruiser.mjs';
import { CATALOG, capabilityOf, ENDPOINTS } from '../lib/endpoints/catalog.ts';
import type { ServiceFunction } from '../local/service.ts';
import { theService } from './support/service.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(resolve(root, file), 'utf8');
const capabilities = CATALOG.map(({ name }) => name);
const handlersOf = (capability: string) =>
  Object.keys(createRequire(import.meta.url)(resolve(root, 'dist', capability)));

const TOLD = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'AGENTS.md'];

let service: readonly ServiceFunction[];
beforeAll(async () => {
  service = (await theService()).functions;
});

describe('the layout', () => {
  it('has the top level that the design names', () => {
    for (const entry of [
      'package.json',
      'tsconfig.json',
      'serverless.yml',
      'functions',
      'lib',
      'test',
      'local',
      'docs',
    ]) {
      expect(existsSync(resolve(root, entry)), entry).toBe(true);
    }
  });

  it.each(capabilities)('%s has its row in the README', (capability) => {
    const rows = [...read('README.md').matchAll(/^\| ([a-z-]+) \|/gm)].map(([, name]) => name);
    expect(rows).toContain(capability);
  });

  it.each(ENDPOINTS)('$name has its endpoint, its test and its fixtures', ({ name: capability }) => {
    const folder = ['v1', 'v2'].find((each) => existsSync(resolve(root, 'lib/endpoints', each, `${capability}.ts`)));
    expect(folder).toBeDefined();
    expect(existsSync(resolve(root, 'test/lib/endpoints', `${folder}`, `${capability}.test.ts`))).toBe(true);
    expect(readdirSync(resolve(root, 'test/fixtures')).some((file) => file.startsWith(`${capability}__`))).toBe(true);
  });

  it.each(capabilities)('%s exports handlers and nothing else, and each of them is wired', (capability) => {
    const handlers = handlersOf(capability);
    expect(['http', 'queue']).toEqual(expect.arrayContaining(handlers));
    const wired = service.filter(({ bundle }) => bundle === resolve(root, 'dist', capability, 'index.js'));
    expect(wired.map(({ exportName }) => exportName).sort()).toEqual(handlers.sort());
  });

  it('deploys no function that is not there', () => {
    for (const { bundle, exportName } of service) {
      expect(handlersOf(basename(resolve(bundle, '..')))).toContain(exportName);
    }
  });

  it('has a fixture of no endpoint without a source', () => {
    for (const file of readdirSync(resolve(root, 'test/fixtures'))) {
      expect(JSON.parse(read(`test/fixtures/${file}`)).source, file).toMatch(/.{20}/);
    }
  });

  it('lets imports go one way only', async () => {
    const { forbidden, options } = cruiserConfig;
    const { output } = await cruise(['functions', 'lib', 'resources', 'local', 'tools', 'bench'], {
      ...options,
      baseDir: root,
      validate: true,
      ruleSet: { forbidden },
    } as Parameters<typeof cruise>[1]);
    const { summary } = output as Exclude<typeof output, string>;
    expect(summary.totalCruised).toBeGreaterThan(20);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});

describe('the documents', () => {
  it('show a curl that sends the example of the endpoint', () => {
    const [, body = ''] = /transactional\/send -d '([^']+)'/.exec(read('README.md')) ?? [];
    expect(JSON.parse(body)).toEqual(capabilityOf('transactional-send').example);
  });

  it('name no file that is not there', () => {
    const pages = readdirSync(resolve(root, 'docs')).filter((name) => name.endsWith('.md'));
    for (const file of [...TOLD, ...pages.map((doc) => `docs/${doc}`)]) {
      for (const [, target = ''] of read(file).matchAll(/\]\((?!http)([^)#]+)/g)) {
        expect(existsSync(resolve(root, file, '..', target)), `${file} → ${target}`).toBe(true);
      }
    }
  });
});

describe('what a newcomer is told', () => {
  const told = TOLD.map(read).join('\n');

  it('names no script that is not there', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...told.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  it('names no place of this repository that is not there', () => {
    const code = /`((?:\.github|docs|lib|local|resources|test|tools)\/[\w./-]*)`/g;
    const named = [...told.matchAll(code)].map(([, place = '']) => place);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((place) => !existsSync(resolve(root, place)))).toEqual([]);
  });

  it('is short for a machine', () => {
    expect(read('AGENTS.md').split('\n').length).toBeLessThan(60);
  });
});

describe('the linter', () => {
  it('fires at a floating promise', () => {
    // Away from the repository, all of which it would read for its types.
    const folder = mkdtempSync(resolve(tmpdir(), 'floating-'));
    const { vcs: _, ...config } = JSON.parse(read('biome.json'));
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    try {
      writeFileSync(resolve(folder, 'biome.json'), JSON.stringify(config));
      writeFileSync(
        resolve(folder, 'floating.ts'),
        'async function send(): Promise<void> {}\nexport function forget(): void {\n  send();\n}\n',
      );
      const lint = () =>
        execFileSync(process.execPath, [biome, 'lint'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
      expect(lint).toThrow(/noFloatingPromises/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
