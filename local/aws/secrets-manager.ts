import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { RunningServer } from '../server.ts';
import {
  AwsError,
  type Input,
  invalidMember,
  optionalText,
  optionalTexts,
  requiredText,
  startAwsJson,
} from './json-protocol.ts';

export interface SecretsManagerOptions {
  /** 0 takes any free one. */
  port: number;
  /** Secret strings by name; each becomes a first version, labelled AWSCURRENT. */
  secrets: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface SecretsManagerEmulator extends RunningServer {
  /** Actions received so far, oldest first. */
  readonly actions: readonly string[];
}

/** As it goes over the wire: binary is base64. */
type SecretValue = { SecretString: string } | { SecretBinary: string };

interface Version {
  readonly id: string;
  readonly value: SecretValue;
  readonly createdSeconds: number;
}

interface Secret {
  readonly name: string;
  readonly arn: string;
  /** By id. Those without a label are deprecated, and stay. */
  readonly versions: Map<string, Version>;
  /** The version each staging label is attached to: there is never more than one. */
  readonly holders: Map<string, string>;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** AWS's limit for SecretString in UTF-8 and for SecretBinary before base64. */
const MAX_VALUE_BYTES = 65_536;
/** AWS's least length for ClientRequestToken; a UUID has 36 characters. */
const MIN_TOKEN_LENGTH = 32;
/** AWS's greatest length for ClientRequestToken. */
const MAX_TOKEN_LENGTH = 64;
/** AWS's limit for VersionStages in one request. */
const MAX_STAGES = 20;

/** Group 1 is the name, with or without the suffix. Region and account are not compared: one machine has neither. */
const ARN = /^arn:aws:secretsmanager:[^:]+:\d{12}:secret:([^:]+)$/;
const ARN_SUFFIX = /-[A-Za-z0-9]{6}$/;

/**
 * Starts Secrets Manager with CreateSecret, GetSecretValue and PutSecretValue. Nothing is kept after `stop`.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export async function startSecretsManager(options: SecretsManagerOptions): Promise<SecretsManagerEmulator> {
  const now = options.now ?? Date.now;
  const secrets = Object.entries(options.secrets).map(([name, text]) =>
    newSecret(name, randomUUID(), { SecretString: text }, now()),
  );
  return startAwsJson(options.port, 'secretsmanager', {
    CreateSecret: (input) => createSecret(secrets, input, now()),
    GetSecretValue: (input) => getSecretValue(findSecret(secrets, input), input),
    PutSecretValue: (input) => putSecretValue(findSecret(secrets, input), input, now()),
  });
}

function newSecret(name: string, id: string, value: Version['value'], nowMs: number): Secret {
  const secret: Secret = { name, arn: arnOf(name), versions: new Map(), holders: new Map() };
  addVersion(secret, { id, value, createdSeconds: nowMs / 1000 }, [CURRENT]);
  return secret;
}

/**
 * A repeat with the same token and value is answered as before.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
function createSecret(secrets: Secret[], input: Input, nowMs: number): object {
  const [name, id, value] = [requiredText(input, 'Name'), readToken(input), readValue(input)];
  const known = secrets.find((secret) => secret.name === name);
  const version = known?.versions.get(id);
  if (known && !(version && isDeepStrictEqual(version.value, value))) {
    const message = `The operation failed because the secret ${name} already exists.`;
    throw new AwsError('ResourceExistsException', message);
  }
  const secret = known ?? newSecret(name, id, value, nowMs);
  if (!known) secrets.push(secret);
  return { ARN: secret.arn, Name: name, VersionId: id };
}

/** The suffix, random at AWS, follows from the name here: an ARN noted somewhere outlives a restart. */
function arnOf(name: string): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-${suffix}`;
}

function findSecret(secrets: readonly Secret[], input: Input): Secret {
  const id = requiredText(input, 'SecretId');
  const found = secrets.find((secret) => isIdOf(secret, id));
  if (!found) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return found;
}

/**
 * Name, ARN, or ARN without its suffix; the last never finds a name that itself ends like a suffix (`batch-apikey`).
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
function isIdOf(secret: Secret, id: string): boolean {
  const resource = ARN.exec(id)?.[1];
  if (resource === undefined) return id === secret.name;
  if (ARN_SUFFIX.test(resource)) return secret.arn.endsWith(`:${resource}`);
  return resource === secret.name;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
function getSecretValue(secret: Secret, input: Input): object {
  const version = findVersion(secret, optionalText(input, 'VersionId'), optionalText(input, 'VersionStage'));
  return { ...describe(secret, version), ...version.value, CreatedDate: version.createdSeconds };
}

function findVersion(secret: Secret, id: string | undefined, stage: string | undefined): Version {
  if (id === undefined) return versionWithStage(secret, stage ?? CURRENT);
  const version = versionWithId(secret, id);
  if (stage === undefined || secret.holders.get(stage) === id) return version;
  throw new AwsError(
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  );
}

function versionWithId(secret: Secret, id: string): Version {
  const version = secret.versions.get(id);
  if (!version) throw valueNotFound(`VersionId: ${id}`);
  return version;
}

function versionWithStage(secret: Secret, stage: string): Version {
  const id = secret.holders.get(stage);
  if (id === undefined) throw valueNotFound(`staging label: ${stage}`);
  return versionWithId(secret, id);
}

function valueNotFound(what: string): AwsError {
  const message = `Secrets Manager can't find the specified secret value for ${what}`;
  return new AwsError('ResourceNotFoundException', message);
}

/**
 * A token used before changes nothing, not even labels: a repeat that comes late takes AWSCURRENT from nobody.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
function putSecretValue(secret: Secret, input: Input, nowMs: number): object {
  const [id, value, stages] = [readToken(input), readValue(input), readStages(input)];
  const known = secret.versions.get(id);
  if (known && !isDeepStrictEqual(known.value, value)) throw tokenInUse(secret, id);
  const version = known ?? { id, value, createdSeconds: nowMs / 1000 };
  if (!known) addVersion(secret, version, stages);
  return describe(secret, version);
}

function readToken(input: Input): string {
  const token = optionalText(input, 'ClientRequestToken');
  if (token === undefined) {
    const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
    throw new AwsError('InvalidRequestException', message);
  }
  if (token.length < MIN_TOKEN_LENGTH || token.length > MAX_TOKEN_LENGTH) {
    const message = `ClientRequestToken must be ${MIN_TOKEN_LENGTH}-${MAX_TOKEN_LENGTH} characters long.`;
    throw new AwsError('InvalidParameterException', message);
  }
  return token;
}

/** AWS takes an empty value for none. */
function readValue(input: Input): SecretValue {
  const text = optionalText(input, 'SecretString');
  const base64 = optionalText(input, 'SecretBinary');
  if (text && base64) {
    const message = "You can't specify both a binary secret value and a string secret value in the same secret.";
    throw new AwsError('InvalidParameterException', message);
  }
  if (text) return { SecretString: limited('SecretString', text, 'utf8') };
  if (base64) return { SecretBinary: limited('SecretBinary', base64, 'base64') };
  throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
}

function limited(member: string, value: string, encoding: BufferEncoding): string {
  if (Buffer.byteLength(value, encoding) <= MAX_VALUE_BYTES) return value;
  throw invalidMember(member, 'Value at', `Member must have length less than or equal to ${MAX_VALUE_BYTES}`);
}

function readStages(input: Input): string[] {
  const stages = optionalTexts(input, 'VersionStages') ?? [CURRENT];
  if (stages.length >= 1 && stages.length <= MAX_STAGES) return stages;
  throw invalidMember('VersionStages', 'Value at', `Member must have length between 1 and ${MAX_STAGES}`);
}

function tokenInUse(secret: Secret, token: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}

function addVersion(secret: Secret, version: Version, stages: readonly string[]): void {
  secret.versions.set(version.id, version);
  for (const stage of stages) attachStage(secret, stage, version.id);
}

/** Takes the label from whoever has it; who loses AWSCURRENT becomes AWSPREVIOUS. */
function attachStage(secret: Secret, stage: string, versionId: string): void {
  const holder = secret.holders.get(stage);
  if (holder === versionId) return;
  if (stage === CURRENT && holder !== undefined) secret.holders.set(PREVIOUS, holder);
  secret.holders.set(stage, versionId);
}

/** What GetSecretValue and PutSecretValue answer alike. */
function describe(secret: Secret, version: Version): object {
  const stages = [...secret.holders].filter(([, id]) => id === version.id).map(([stage]) => stage);
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: stages };
}
