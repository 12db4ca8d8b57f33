import { inText } from '../../resources/capabilities/settings.ts';
import { ALL_PARAMETERS, PARAMETERS, type ParameterName } from '../../resources/parameters/list.ts';
import { markerOf } from './markers.ts';
import { idOf, MAX_BULK_BUCKETS, STAGE_ID } from './parameters.ts';
import { either, equal, type Json, NO_VALUE, ref, unequal } from './template.ts';

/** What the framework is told that parameters are. */
export type Told = Readonly<Record<ParameterName, string>>;

/** What the secret is called, which may follow from the stage. */
const SECRET = 'SecretName';

const marked = (name: ParameterName) => markerOf(idOf(name));

/** The condition that a parameter is not as it is at the least. */
const isGiven = (name: ParameterName) => `Has${idOf(name)}`;

const places = Array.from({ length: MAX_BULK_BUCKETS }, (_, index) => index);
const bucketAt = (place: number) => `BulkBucket${place + 1}`;

/** The stack that has nothing of what a parameter may add to it; every other parameter is a marker of itself. */
export const BASE: Told = {
  ...(Object.fromEntries(ALL_PARAMETERS.map(([name]) => [name, marked(name)])) as Told),
  authorizer: 'iam',
  outcomeEvents: 'false',
  callsPerSecond: '',
  profilesPerSecond: '0',
  bulkBuckets: '',
  alarmTopicArn: '',
  kmsKey: '',
  secretKmsKey: '',
  vpcSubnets: '',
  domainName: '',
  jwtScopes: '',
  canary: PARAMETERS.canary.default,
  tags: '',
  secretId: markerOf(SECRET),
};

/** What a parameter changes when it is decided otherwise. */
export interface Change {
  readonly told: Partial<Told>;
  readonly conditions: readonly [string, ...string[]];
  /** What others change where this one is so, and nowhere else. */
  readonly within?: readonly Change[];
}

/** A scope without what stands for its capability: CloudFormation replaces nothing in a text. */
const [SCOPE_BEFORE, SCOPE_AFTER] = ['JwtScopeBefore', 'JwtScopeAfter'];

/** Parameters that change more than one property, and nothing else decides over what they change. */
const ALONE: readonly ParameterName[] = [
  'callsPerSecond',
  'profilesPerSecond',
  'alarmTopicArn',
  'kmsKey',
  'secretKmsKey',
  'vpcSubnets',
  'domainName',
];

/** All that parameters change. */
export const VARIANTS: readonly Change[] = [
  {
    told: { authorizer: 'jwt' },
    conditions: ['UsesJwt'],
    within: [
      {
        told: { jwtScopes: `${markerOf(SCOPE_BEFORE)}*${markerOf(SCOPE_AFTER)}` },
        conditions: [isGiven('jwtScopes')],
      },
    ],
  },
  { told: { outcomeEvents: 'true' }, conditions: ['TellsOutcomes'] },
  ...ALONE.map((name): Change => ({ told: { [name]: marked(name) }, conditions: [isGiven(name)] })),
  {
    told: { bulkBuckets: places.map((place) => markerOf(bucketAt(place))).join(',') },
    conditions: places.map((place) => `Has${bucketAt(place)}`) as [string, ...string[]],
  },
];

/** Empty where there are fewer: CloudFormation can't tell how long a list is, and fails at an item that is not there. */
function bulkBucket(place: number): Json {
  const padded = { 'Fn::Sub': `${inText(idOf('bulkBuckets'))}${','.repeat(MAX_BULK_BUCKETS - 1)}` };
  return { 'Fn::Select': [place, { 'Fn::Split': [',', padded] }] };
}

const partOfScope = (place: number) => ({ 'Fn::Select': [place, { 'Fn::Split': ['*', ref(idOf('jwtScopes'))] }] });

const secretOfStage = PARAMETERS.secretId.default.replace('<stage>', inText(STAGE_ID));

/** Parameters that at their default leave a property out, and change nothing else. */
const OPTIONAL: readonly ParameterName[] = [
  'reservedConcurrency',
  'permissionsBoundary',
  'rolePath',
  'disableDefaultEndpoint',
];

/** What markers stand for that are no parameter, or that have a default which follows from another. */
export const EXPRESSIONS: Readonly<Record<string, Json>> = {
  [SECRET]: either('HasSecretId', ref(idOf('secretId')), { 'Fn::Sub': secretOfStage }),
  ...Object.fromEntries(places.map((place) => [bucketAt(place), bulkBucket(place)])),
  ...Object.fromEntries([SCOPE_BEFORE, SCOPE_AFTER].map((name, place) => [name, partOfScope(place)])),
  ...Object.fromEntries(OPTIONAL.map((name) => [idOf(name), either(isGiven(name), ref(idOf(name)), NO_VALUE)])),
};

/** How CloudFormation knows what is decided. */
export const CONDITIONS: Readonly<Record<string, Json>> = {
  UsesJwt: equal(ref(idOf('authorizer')), 'jwt'),
  TellsOutcomes: equal(ref(idOf('outcomeEvents')), 'true'),
  HasSecretId: unequal(ref(idOf('secretId')), ''),
  ...Object.fromEntries(
    [...ALONE, 'jwtScopes' as const].map((name) => [isGiven(name), unequal(ref(idOf(name)), BASE[name])]),
  ),
  ...Object.fromEntries(places.map((place) => [`Has${bucketAt(place)}`, unequal(bulkBucket(place), '')])),
  ...Object.fromEntries(OPTIONAL.map((name) => [isGiven(name), unequal(ref(idOf(name)), PARAMETERS[name].default)])),
};
