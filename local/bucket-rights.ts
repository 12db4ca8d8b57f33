import * as z from 'zod';
import type { NameOf } from './resources.ts';

/** What a function's role lets it do with the objects of a bucket. */
export interface BucketRight {
  readonly functionName: string;
  /** `s3:GetObject`, `s3:PutObject` */
  readonly action: string;
  readonly bucket: string;
}

const listed = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]);

const roleSchema = z.object({
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({
        Statement: z.array(z.object({ Action: listed(z.string()), Resource: z.unknown() })),
      }),
    }),
  ),
});

/** All objects of a bucket, of the stack's or of another. */
const objectsSchema = listed(z.object({ 'Fn::Sub': z.string() }));
const OBJECTS = /^arn:\$\{AWS::Partition\}:s3:::(?:\$\{(\w+)\}|([a-z0-9.-]+))\/\*$/;

/**
 * The rights of a role that are about S3. Throws where they are written otherwise than `resources/capabilities/own.ts`
 * writes them, rather than to allow too much or too little.
 */
export function bucketRightsOf(functionName: string, role: unknown, nameOf: NameOf): BucketRight[] {
  const statements = roleSchema.parse(role).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.flatMap(({ Action, Resource }) =>
    Action.filter((action) => action.startsWith('s3:')).flatMap((action) =>
      objectsSchema.parse(Resource).map((objects) => {
        const [, id, name] = OBJECTS.exec(objects['Fn::Sub']) ?? [];
        if (id === undefined && name === undefined) {
          throw new Error(`The embedded stack can't read ${action} on ${objects['Fn::Sub']}.`);
        }
        return { functionName, action, bucket: name ?? nameOf(id as string) };
      }),
    ),
  );
}
