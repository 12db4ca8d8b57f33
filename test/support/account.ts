import type { Json, Template } from './template.ts';

/** A made-up account, in which everything is. */
export const ACCOUNT_ID = '123456789012';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::URLSuffix': 'amazonaws.com',
};

const at = (service: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT_ID}`;

interface Kind {
  /** The property that gives a name to it. */
  readonly name?: string;
  arn(name: string): string;
}

/** How AWS writes an ARN: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::SQS::Queue': { name: 'QueueName', arn: (name) => `${at('sqs')}:${name}` },
  'AWS::DynamoDB::Table': { arn: (name) => `${at('dynamodb')}:table/${name}` },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name) => `${at('lambda')}:function:${name}` },
  // Ends as `!GetAtt` has it: for the group and its streams.
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => `${at('logs')}:log-group:${name}:*` },
  'AWS::Events::EventBus': { name: 'Name', arn: (name) => `${at('events')}:event-bus/${name}` },
  'AWS::Events::Rule': { arn: (name) => `${at('events')}:rule/${name}` },
  'AWS::IAM::Role': { arn: (name) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}` },
  'AWS::ApiGatewayV2::Api': { arn: (name) => `${at('execute-api')}:${name}` },
  'AWS::SNS::Topic': { arn: (name) => `${at('sns')}:${name}` },
  'AWS::KMS::Key': { arn: (name) => `${at('kms')}:key/${name}` },
  'AWS::S3::Bucket': { arn: (name) => `arn:aws:s3:::${name}` },
};

/** A stack as it would be once it is deployed. */
export interface Account {
  /** As given, or made up as the embedded stack makes it up. Throws for what has neither name nor ARN here. */
  nameOf(id: string): string;
  arnOf(id: string): string;
  /** Puts values in place of `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Fn::Join`. Throws at any other function. */
  resolve(value: Json): Json;
}

/** @param stackName what made-up names begin with */
export function accountOf({ Resources }: Template, stackName: string): Account {
  const kindOf = (id: string) => {
    const kind = KINDS[Resources[id]?.Type ?? ''];
    if (!kind) throw new Error(`${id} (${Resources[id]?.Type}) has no name in the made-up account.`);
    return kind;
  };
  const nameOf = (id: string): string => {
    const { name } = kindOf(id);
    const kebab = id.replace(/\B[A-Z]/g, '-$&').toLowerCase();
    return (name && Resources[id]?.Properties[name]) ?? `${stackName}-${kebab}`;
  };
  const arnOf = (id: string) => kindOf(id).arn(nameOf(id));
  /** `Id`, `Id.Arn` or a pseudo parameter. */
  const lookUp = (reference: string) => {
    const [id = '', attribute] = reference.split('.');
    return PSEUDO_PARAMETERS[reference] ?? (attribute === 'Arn' ? arnOf(id) : nameOf(id));
  };

  function resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, inner] = [], ...others] = Object.entries<Json>(value);
    if (others.length > 0 || (key !== 'Ref' && !key?.startsWith('Fn::'))) {
      return Object.fromEntries(Object.entries(value).map(([member, held]) => [member, resolve(held)]));
    }
    if (key === 'Ref') return lookUp(inner);
    if (key === 'Fn::GetAtt') return lookUp(inner.join('.'));
    if (key === 'Fn::Sub') return inner.replace(/\$\{([^}]+)\}/g, (_: string, reference: string) => lookUp(reference));
    if (key === 'Fn::Join') return resolve(inner[1]).join(inner[0]);
    throw new Error(`The made-up account has no ${key}.`);
  }

  return { nameOf, arnOf, resolve };
}
