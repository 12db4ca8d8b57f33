/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/** The directions that imports may take; `test/conformance.test.ts` runs this. */
const forbid = (
  /** @type {string} */ name,
  /** @type {string} */ comment,
  /** @type {Rule['from']} */ from,
  /** @type {Rule['to']} */ to,
) => /** @type {Rule} */ ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-cycles', 'Arrows have one direction.', {}, { circular: true }),
    forbid(
      'functions-only-wire',
      'A function puts an endpoint behind the runtime, and nothing else.',
      { path: '^functions/' },
      { pathNot: '^lib/(endpoints/[a-z-]+|runtime)\\.ts$' },
    ),
    forbid(
      'endpoints-do-no-io',
      'An endpoint is a value: zod, its own building blocks, nothing more.',
      { path: '^lib/endpoints/' },
      { pathNot: '^(lib/endpoints/|node_modules/(zod|fastest-levenshtein)/)' },
    ),
    forbid(
      'triggers-know-nothing-of-batch',
      'A trigger knows AWS, not an endpoint in particular, nor who speaks to Batch.',
      { path: '^lib/triggers/' },
      {
        path: '^lib/(batch-client|credentials|ledger|runtime)\\.ts$|^lib/endpoints/(?!endpoint|schema)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'one-speaker-each',
      'Only the client speaks to Batch, the credentials to Secrets Manager, the ledger to DynamoDB; the runtime wires them.',
      { path: '^lib/', pathNot: '^lib/(runtime|batch-client|credentials|ledger)\\.ts$' },
      { path: '^lib/(batch-client|credentials|ledger)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'one-http-client',
      "Only the client opens connections to Batch; those to AWS are the SDK's, over agents of ours.",
      { path: '^lib/', pathNot: '^lib/(batch-client|aws-connections|triggers/http-answer)\\.ts$' },
      { path: '^(node:)?https?$' },
    ),
    forbid(
      'lib-stands-alone',
      'What is deployed needs nothing of the embedded stack.',
      { path: '^(lib|functions)/' },
      { path: '^(local|test|tools|bench)/' },
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
