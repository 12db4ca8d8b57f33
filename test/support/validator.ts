import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, TemplateFile, type ValidateConfig } from '@aws/cloudformation-validate';
import type { Template } from './template.ts';

/** Harmless. */
const EXCLUDED = {
  // The framework lists dependencies that references imply; and it fills in parameters, so that conditions on them are
  // settled. The third takes a parameter with a secret's name for the secret; the fourth says that CloudFormation takes
  // a text for a number. The last two are about ARNs that are not the stack's: parameters give those.
  ids: ['W3005', 'W8003', 'W2509', 'W9003', 'W9002', 'W9013'],
  // The framework keeps old versions when the stack goes, and lets them go when they are replaced.
  resourceTypes: [{ ruleId: 'W3011', resourceType: 'AWS::Lambda::Version' }],
};

export interface Validator {
  /** What AWS's validator says, warnings included. Writes the template into the folder. */
  validate(template: Template): string[];
  stop(): void;
}

/** Takes a second or two to start. https://github.com/aws-cloudformation/cloudformation-validate */
export function startValidator(folder: string): Validator {
  const engine = new CelEngine();
  const config: ValidateConfig = { severityLevel: 'WARN', exclude: EXCLUDED };
  return {
    validate(template) {
      const path = join(folder, 'to-validate.json');
      writeFileSync(path, JSON.stringify(template));
      const { status, diagnostics } = engine.validateStandard(new TemplateFile(path), config);
      if (status !== 'OK') throw new Error(`AWS’s validator ended with ${status}.`);
      return diagnostics.map(
        ({ severity, ruleId, entity, propertyPath, message }) =>
          `${entity?.logicalId}: ${severity} ${ruleId} at ${propertyPath}: ${message}`,
      );
    },
    stop: () => engine.free(),
  };
}
