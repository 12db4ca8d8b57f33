/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/** The directions that imports may take; `test/conformance.test.ts` runs this. */
const forbid = (
  /** @type {string} */ name,
  /** @type {string} */ comment,
  /** @type {Rule['from']} */ from,
  /** @type {Rule['to']} */ to,
) => /** @type {Rule} */ ({ name, comment, severity: 'error', from, to });

/** The rooms of `lib/`, each of which may know those before it. */
const LAYERS = ['request', 'endpoints', 'aws', 'delivery', 'ledger', 'bulk', 'attempt', 'observe', 'triggers'];

const CATALOG = '^lib/endpoints/(catalog|sample)\\.ts$';

const SPEAKERS = 'delivery/batch-client|aws/credentials|ledger/(items|ledger|lookup|marks|shared-numbers)';

/** What the build puts in the place of parts of the SDK: build.mjs. */
const PUT_IN_PLACE = '^lib/aws/(credential-provider|no-event-streams)\\.ts$';

/** @type {import('dependency-cruiser').IReachabilityForbiddenRuleType} */
const nothingUnused = {
  name: 'lib-holds-nothing-unused',
  comment: 'An endpoint without its function is as good as not there, like all else that only tests know.',
  severity: 'error',
  from: { path: '^(functions|resources|local|tools|bench)/' },
  to: { path: '^lib/', pathNot: PUT_IN_PLACE, reachable: false },
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-cycles', 'Arrows have one direction.', {}, { circular: true }),
    ...LAYERS.map((layer, index) =>
      forbid(
        `layers-${layer}`,
        `\`lib/${layer}/\` knows only what stands before it: ${LAYERS.slice(0, index).join(', ') || 'nothing'}.`,
        { path: `^lib/${layer}/` },
        { path: `^lib/(${[...LAYERS.slice(index + 1), '(own-)?runtime\\.ts'].join('|')})` },
      ),
    ),
    forbid(
      'functions-only-wire',
      'A function puts an endpoint behind the runtime, and nothing else.',
      { path: '^functions/' },
      { pathNot: '^lib/(endpoints/(v\\d|gateway)/[a-z-]+|(own-)?runtime)\\.ts$' },
    ),
    forbid(
      'endpoints-do-no-io',
      'An endpoint is a value: zod, its own building blocks, nothing more.',
      { path: '^lib/(endpoints|request)/', pathNot: CATALOG },
      { pathNot: '^(lib/(endpoints|request)/|lib/errors\\.ts$|node_modules/(zod|fastest-levenshtein)/)' },
    ),
    forbid(
      'bundles-hold-one-endpoint',
      'The catalog is for tools, tests and whatever serves several endpoints. In a bundle it brings them all along.',
      { path: '^(functions|lib)/', pathNot: '^lib/bulk/served\\.ts$' },
      { path: CATALOG },
    ),
    forbid(
      'only-functions-name-endpoints',
      'What carries requests knows what all endpoints have in common, and none in particular.',
      { path: '^lib/', pathNot: '^lib/endpoints/' },
      { path: '^lib/endpoints/v\\d/' },
    ),
    forbid(
      'one-speaker-each',
      'Only the client speaks to Batch, the credentials to Secrets Manager, the ledger and its numbers to DynamoDB; the runtime wires them.',
      { path: '^lib/', pathNot: `^lib/((own-)?runtime|${SPEAKERS})\\.ts$` },
      { path: `^lib/(${SPEAKERS})\\.ts$`, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'one-http-client',
      "Only the client opens connections to Batch; those to AWS are the SDK's, over agents of ours.",
      { path: '^lib/', pathNot: '^lib/(delivery/batch-client|aws/connections|triggers/http/answer)\\.ts$' },
      { path: '^(node:)?https?$' },
    ),
    nothingUnused,
    forbid(
      'lib-stands-alone',
      'What is deployed needs nothing of the embedded stack.',
      { path: '^(lib|functions)/' },
      { path: '^(local|test|tools|bench)/' },
    ),
    forbid(
      'local-stands-alone',
      'Tests and the bench use the embedded stack; it knows of neither.',
      { path: '^local/' },
      { path: '^(test|bench)/' },
    ),
    forbid(
      'the-page-gets-types-alone',
      "The console's page runs in a browser: of the server it knows what is told over HTTP.",
      { path: '^local/console/page/' },
      { pathNot: '^(local/console/(page/|api\\.ts$)|tools/shared/duration\\.ts$|node_modules/(preact|@preact)/)' },
    ),
    forbid(
      'stack-knows-no-console',
      'The stack runs without it, as in most tests; who starts the stack may hand it one.',
      { path: '^local/', pathNot: '^local/(console/|start\\.ts$|demo(-table)?\\.ts$)' },
      { path: '^local/console/' },
    ),
    forbid(
      'simulator-knows-only-the-contract',
      'The simulator of Batch is written from the documentation: otherwise it could only agree with us.',
      { path: '^local/batch/' },
      { path: '^(lib|functions)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
