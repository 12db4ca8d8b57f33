import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs first those tests that stand where the mutated file stands: they know its rules, so most mutants end there. */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const { root, related: [mutated = ''] = [] } = this.ctx.config;
    const from = relative(root, mutated);
    const distance = ({ moduleId }: TestSpecification) => distanceTo(relative(root, moduleId), from);
    return (await super.sort(files)).sort((a, b) => distance(a) - distance(b));
  }
}

/** How many folders and names one has to pass from the code to the test, 0 if it is the file's own. */
export function distanceTo(test: string, code: string): number {
  const from = steps(code);
  const to = steps(test).slice(1);
  const parting = from.findIndex((step, index) => step !== to[index]);
  const shared = parting === -1 ? from.length : parting;
  return from.length + to.length - 2 * shared;
}

/** `lib/delivery/retry.ts` and `test/lib/delivery/retry.test.ts`, step by step and without what the last one ends with. */
const steps = (path: string) => path.replace(/(\.test)?\.ts$/, '').split(/[\\/]/);
