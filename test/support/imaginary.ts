import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effect } from '../../lib/endpoints/call.ts';
import type { OwnCapability, WayIn } from '../../lib/endpoints/capability.ts';
import { inCamelCase } from '../../lib/endpoints/catalog.ts';
import { anyDeployed, OWN } from './capabilities.ts';

/** A capability that there is not. */
export interface Imaginary {
  readonly name: string;
  readonly effect: Effect;
  readonly waysIn: readonly WayIn[];
  readonly route: { readonly method: 'GET' | 'POST'; readonly path: string; readonly successStatus: 200 };
  /** Of the gateway's own. */
  readonly uses?: OwnCapability['uses'];
}

export const imaginaryRead = (name: string): Imaginary => ({
  name,
  effect: 'read',
  waysIn: ['http'],
  route: { method: 'GET', path: `/${name}/{app}/{token}`, successStatus: 200 },
});

export const imaginaryWrite = (name: string): Imaginary => ({
  name,
  effect: 'repeatable',
  waysIn: ['http', 'queue'],
  route: { method: 'POST', path: `/${name}`, successStatus: 200 },
});

export const imaginaryOwn = (name: string, uses: OwnCapability['uses']): Imaginary => ({
  name,
  effect: 'read',
  waysIn: uses.queue ? ['http', 'queue'] : ['http'],
  route: { method: 'POST', path: `/${name}`, successStatus: 200 },
  uses,
});

/** An endpoint that there is, which imaginary ones are like in all else. */
const MODEL = anyDeployed(({ effect }) => effect === 'once').capability;
/** The same of the gateway's own. */
const OWN_MODEL = OWN[0]?.name ?? '';

/** Adds to a copy of the repository what somebody would who adds capabilities: endpoint, function, bundle, an empty row. */
export function addTo(folder: string, capabilities: readonly Imaginary[]): void {
  for (const capability of capabilities) {
    const { name, uses } = capability;
    const [model, room] = uses ? [OWN_MODEL, 'gateway'] : [MODEL, 'v1'];
    const endpoint = [
      `import { ${inCamelCase(model)} } from './${model}.ts';`,
      `export const ${inCamelCase(name)} = { ...${inCamelCase(model)}, ...${JSON.stringify(capability)} };`,
    ];
    writeFileSync(join(folder, 'lib/endpoints', room, `${name}.ts`), endpoint.join('\n'));
    writeFileSync(join(folder, 'functions', `${name}.ts`), '');
    mkdirSync(join(folder, 'dist', name), { recursive: true });
    writeFileSync(join(folder, 'dist', name, 'index.js'), '');
  }
  addRows(
    folder,
    capabilities.map(({ name }) => name),
  );
}

/** Adds empty rows to the table in `serverless.yml`. */
export function addRows(folder: string, names: readonly string[]): void {
  const file = join(folder, 'serverless.yml');
  const rows = names.map((name) => `    ${name}:\n`).join('');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^ {2}capabilities:\n/m, (head) => head + rows),
  );
}

/** Adds a function that has neither endpoint nor row. */
export function addFunction(folder: string, name: string): void {
  appendFileSync(join(folder, 'functions', `${name}.ts`), '');
}
