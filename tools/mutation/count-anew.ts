/**
 * Runs before each file of tests. Stryker takes what a file has covered at its end, and adds all files up. In a thread that they share
 * each would bring what those before it had covered once more, and a mutant that never stops would run dozens of times as long before
 * Stryker sees that it won't.
 */
const { mutantCoverage } = (globalThis as { __stryker__?: { mutantCoverage?: Coverage } }).__stryker__ ?? {};

interface Coverage {
  static: object;
  perTest: object;
}

if (mutantCoverage !== undefined) Object.assign(mutantCoverage, { static: {}, perTest: {} });
