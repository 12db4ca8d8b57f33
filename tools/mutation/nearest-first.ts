import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs first those tests that stand where the mutated file stands: they know its rules, so most mutants end there. */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const [mutated = ''] = this.ctx.config.related ?? [];
    const path = steps(relative(this.ctx.config.root, mutated));
    const distance = ({ moduleId }: TestSpecification) => {
      const [, ...test] = steps(relative(this.ctx.config.root, moduleId));
      const parting = path.findIndex((step, index) => step !== test[index]);
      return path.length - parting + test.length - parting;
    };
    return (await super.sort(files)).sort((a, b) => distance(a) - distance(b));
  }
}

/** `lib/delivery/retry.ts` and `test/lib/delivery/retry.test.ts`, step by step and without what the last one ends with. */
const steps = (path: string) => path.replace(/(\.test)?\.ts$/, '').split(/[\\/]/);
