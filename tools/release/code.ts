import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, ref, type Template } from './template.ts';

/** What the framework uploads by. A team has a bucket of its own for that. */
const OF_THE_FRAMEWORK = /^ServerlessDeploymentBucket/;

/** Characters of a checksum in a zip's name: enough to tell versions of a bundle apart. */
const CHECKSUM_CHARACTERS = 16;

/** A zip under the name that it is released by. */
export interface Zip {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Both functions of a capability are of one bundle, and so of one zip. Its checksum is in its name, because CloudFormation
 * sees new code by its new key alone.
 *
 * @param folder where the framework left its zips
 * @returns by capability
 */
export function zipsIn(folder: string, { Resources }: Template): Map<string, Zip> {
  const capabilities = new Set(functionsIn(Resources).map(([, { Handler }]) => capabilityOf(Handler)));
  return new Map(
    [...capabilities].map((capability) => {
      const content = readFileSync(join(folder, `${capability}.zip`));
      const checksum = sha256(content).slice(0, CHECKSUM_CHARACTERS);
      return [capability, { name: `${capability}-${checksum}.zip`, content }];
    }),
  );
}

/** As `sha256sum` has it. */
export const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** A template whose code is in the team's bucket, and that has none of the framework's. */
export function withCode(template: Template, zips: ReadonlyMap<string, Zip>): Template {
  const functions = functionsIn(template.Resources).map(([id, properties]) => {
    const S3Key = { 'Fn::Sub': `\${CodePrefix}${zips.get(capabilityOf(properties.Handler))?.name}` };
    const Code = { S3Bucket: ref('CodeBucket'), S3Key };
    return [id, { ...template.Resources[id], Properties: { ...properties, Code } }];
  });
  const Resources = { ...template.Resources, ...Object.fromEntries(functions) };
  return { ...template, Resources: withoutFramework(Resources), Outputs: withoutFramework(template.Outputs) };
}

function functionsIn(resources: Template['Resources']): (readonly [id: string, properties: Json])[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Function' ? [[id, Properties] as const] : [],
  );
}

/** `dist/<capability>/index.http` */
const capabilityOf = (handler: string) => handler.split('/')[1] ?? '';

function withoutFramework(all: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => !OF_THE_FRAMEWORK.test(id)));
}
