import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(resolve(root, file), 'utf8');

interface Line {
  readonly where: string;
  /** The text without its comment. */
  readonly code: string;
  readonly text: string;
}

// By lines, because no parser of YAML is among our own dependencies: blocks are told by their indentation.
const workflows = readdirSync(resolve(root, '.github/workflows')).map((name) => {
  const file = `.github/workflows/${name}`;
  const lines = read(file)
    .split('\n')
    .map((text, i): Line => ({ where: `${file}:${i + 1}`, code: text.replace(/(^|\s)#.*/, '').trimEnd(), text }));
  return { file, lines, jobs: jobsOf(lines) };
});
const releasing = workflows.filter(({ lines }) => lines.some(({ code }) => /gh release/.test(code)));
const deploying = workflows.filter(({ lines }) => lines.some(({ code }) => /serverless deploy/.test(code)));

const [, matrix = ''] = /^ {8}node: \[(.*)\]$/m.exec(read('.github/workflows/ci.yml')) ?? [];
const nodes = matrix.split(',').map(Number);

describe.each(workflows)('$file', ({ file, lines, jobs }) => {
  it('runs no action but by the full SHA of its commit, with its version beside it', () => {
    const uses = lines.filter(({ code }) => /\buses\b/.test(code));
    expect(uses.length, `${file}: places that run an action`).toBeGreaterThan(0);
    // What is under ./ is of the same commit as the workflow.
    const pinned = /^\s*(- )?uses: (\.\/\S+|[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(places(uses.filter(({ text }) => !pinned.test(text)))).toEqual([]);
  });

  it('may read the repository and nothing else, unless a job asks for more', () => {
    expect(block(lines, 'permissions:'), `${file}: permissions of all jobs`).toEqual(['contents: read']);
  });

  it('lets no job write anything but who it is and what it found, unless it publishes what another job made', () => {
    const harmless = /(id-token|security-events): write/g;
    const writing = jobs.filter(({ code }) => /:\s*\W?write/.test(code.replaceAll(harmless, '')));
    const others = writing.filter(({ code }) => !/- run: gh release/.test(code));
    expect(others.map(({ name }) => `${file}: ${name}`)).toEqual([]);
    const running = writing.filter(({ code }) => /\bnpm\b|\bnpx\b|\bnode\b|actions\/checkout/.test(code));
    expect(running.map(({ name }) => `${file}: ${name} runs what is not of GitHub`)).toEqual([]);
  });

  it('lets no job that reports what it found run a command: a package could report what it likes', () => {
    const reporting = jobs.filter(({ code }) => /security-events: write/.test(code) && /\brun:/.test(code));
    expect(reporting.map(({ name }) => `${file}: ${name}`)).toEqual([]);
  });

  it('gives every job a time to end by', () => {
    const endless = jobs.filter(({ code }) => !/^ {4}(timeout-minutes: \d+|uses: \S+)$/m.test(code));
    expect(endless.map(({ name }) => `${file}: ${name}`)).toEqual([]);
  });
});

it('all workflows run the same version of an action', () => {
  const uses = workflows.flatMap(({ lines }) => lines.flatMap(({ text }) => /uses: (\w.*)$/.exec(text)?.[1] ?? []));
  // Actions of one repository are of one version: `github/codeql-action/init` and `.../analyze`.
  const versions = new Set(uses.map((use) => use.replace(/^([\w-]+\/[\w-]+)\S*@/, '$1@')));
  const repositories = [...versions].map((version) => version.split('@')[0]);
  expect(repositories).toEqual([...new Set(repositories)]);
});

describe('the checks', () => {
  it('are those that .ci/run promises', () => {
    const steps = read('.github/workflows/ci.yml').match(/^ {6}- .*$/gm);
    expect(steps, '.github/workflows/ci.yml: steps').toContain('      - run: bash .ci/run');
  });

  it('run on Node 20, 22 and 24', () => {
    expect(nodes, '.github/workflows/ci.yml: matrix.node').toEqual([20, 22, 24]);
  });

  it('run on the oldest Node that package.json lets in, and on none that it keeps out', () => {
    const { engines } = JSON.parse(read('package.json'));
    const [, oldest] = /^>=(\d+)(\.\d+)*$/.exec(engines.node) ?? [];
    expect(
      Math.min(...nodes),
      `.github/workflows/ci.yml: oldest of matrix.node, against engines.node ${engines.node}`,
    ).toBe(Number(oldest));
  });

  it('run on the Node that Lambda runs', () => {
    const [, runtime] = /^ {2}runtime: nodejs(\d+)\.x$/m.exec(read('serverless.yml')) ?? [];
    expect(Number(read('.nvmrc')), '.nvmrc, against the runtime of serverless.yml').toBe(Number(runtime));
    expect(nodes, '.github/workflows/ci.yml: matrix.node').toContain(Number(runtime));
  });
});

describe('a deploy', () => {
  it('is in a workflow', () => {
    expect(deploying.map(({ file }) => file)).toEqual(['.github/workflows/deploy.yml']);
  });

  it.each(deploying)('is off unless the variable DEPLOY_ROLE_ARN is set: every job of $file', ({ file, jobs }) => {
    const always = jobs.filter(({ code }) => !/^ {4}if: vars\.DEPLOY_ROLE_ARN != ''$/m.test(code));
    expect(always.map(({ name }) => `${file}: ${name}`)).toEqual([]);
  });

  it.each(deploying)('does not begin without the parameters of its stage: $file', ({ lines }) => {
    const steps = lines.map(({ code }) => code.trim());
    const deploy = steps.findIndex((code) => /serverless deploy/.test(code));
    const [, stage] = /--stage (\S+)/.exec(steps[deploy] ?? '') ?? [];
    expect(steps.slice(0, deploy)).toContain(`- run: test -f stages/${stage}.yml`);
  });

  it.each(deploying)('is for the environment that the role trusts: $file', ({ file, jobs }) => {
    const strangers = jobs.filter(({ code }) => /id-token/.test(code) && !/^ {4}environment: production$/m.test(code));
    expect(strangers.map(({ name }) => `${file}: ${name}`)).toEqual([]);
  });
});

describe('a release', () => {
  it('is in a workflow', () => {
    expect(releasing.map(({ file }) => file)).toEqual(['.github/workflows/release.yml']);
  });

  it.each(releasing)(
    'is made by `npm run release`, checked, and signed for before anybody gets it: $file',
    ({ lines }) => {
      const steps = lines.map(({ code }) => code.trim());
      const places = [/npm run release$/, /sha256sum --check/, /attest-build-provenance@/, /gh release create/].map(
        (step) => steps.findIndex((code) => step.test(code)),
      );
      expect(places[0]).toBeGreaterThan(0);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    },
  );
});

describe('the client', () => {
  const jobs = releasing.flatMap(({ jobs }) => jobs);
  const [publishing, ...others] = jobs.filter(({ code }) => /npm publish/.test(code));

  it('is published by one job, with its provenance, and only where the variable PUBLISH_CLIENT says so', () => {
    expect(others).toEqual([]);
    expect(publishing?.code).toMatch(/npm publish .*\.tgz --provenance/);
    expect(publishing?.code).toMatch(/^ {4}if: vars\.PUBLISH_CLIENT == 'true'$/m);
  });

  it('is published as another job packed it, where nothing but npm runs', () => {
    const commands = [...(publishing?.code ?? '').matchAll(/\brun: (.*)$/gm)].map(([, command]) => command);
    expect(commands).toEqual([expect.stringMatching(/^npm publish /)]);
    expect(publishing?.code).not.toContain('actions/checkout');
  });

  it('has the version of the whole, which the tag has to name', () => {
    expect(JSON.parse(read('client/package.json')).version).toBe(JSON.parse(read('package.json')).version);
    const build = jobs.find(({ name }) => name === 'build');
    expect(build?.code).toMatch(/run: test "\$GITHUB_REF_NAME" = "v\$\(node -p .*package\.json"\)\.version'\)"$/m);
  });
});

describe.each([...deploying, ...releasing])('what others get, by $file', ({ file, lines, jobs }) => {
  it('starts at a tag v* and at nothing else', () => {
    expect(block(lines, 'on:'), `${file}: on`).toEqual(['push:', "tags: ['v*']"]);
  });

  it('waits for the checks', () => {
    const checks = jobs.find(({ name }) => name === 'checks');
    expect(checks?.code, `${file}: checks`).toMatch(/^ {4}uses: \.\/\.github\/workflows\/ci\.yml$/m);
    const hasty = jobs.filter(({ name, code }) => name !== 'checks' && !/^ {4}needs: (checks|build)$/m.test(code));
    expect(hasty.map(({ name }) => `${file}: ${name}`)).toEqual([]);
  });
});

function places(lines: readonly Line[]) {
  return lines.map(({ where, text }) => `${where}: ${text.trim()}`);
}

/** What is below a key of the top level, without indentation. */
function block(lines: readonly Line[], key: string) {
  const start = lines.findIndex(({ code }) => code === key);
  if (start < 0) return [];
  const below = lines.slice(start + 1);
  const end = below.findIndex(({ code }) => /^\S/.test(code));
  return below
    .slice(0, end < 0 ? undefined : end)
    .map(({ code }) => code.trim())
    .filter(Boolean);
}

function jobsOf(lines: readonly Line[]) {
  const code = lines.map((line) => line.code).join('\n');
  const [, jobs = ''] = code.split(/^jobs:$/m);
  return jobs
    .split(/^ {2}(?=\S)/m)
    .slice(1)
    .map((job) => ({ name: job.slice(0, job.indexOf(':')), code: job }));
}
