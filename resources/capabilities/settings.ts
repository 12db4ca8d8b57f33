import type { ParameterValues } from '../parameters/list.ts';

/** A piece of CloudFormation, as it is deployed. */
export type Piece = Readonly<Record<string, unknown>>;

/** How a queue is worked through. */
export interface Consumer {
  /** Of the function, in seconds. */
  readonly timeout: number;
  /** Messages in one invocation, at most. AWS takes 10, with a window 10,000. */
  readonly batchSize: number;
  /** How long AWS collects messages for a batch, in seconds. */
  readonly maximumBatchingWindow: number;
  /** Functions at once. AWS takes no less than 2. */
  readonly maximumConcurrency: number;
}

/** What a row of the table may say of a capability. */
export interface Row {
  /** Of each of its functions, in MB. */
  readonly memorySize?: number;
  /** Of each of its functions, besides what all of them have. */
  readonly environment?: Piece;
  /** What differs from `custom.consumer`. */
  readonly queue?: Partial<Consumer>;
}

/** `custom` in `serverless.yml`, where it is about capabilities. */
export interface Settings {
  /** An empty row is a capability that differs in nothing. */
  readonly capabilities: Readonly<Record<string, Row | null>>;
  readonly consumer: Consumer;
  readonly authorizer: Piece;
  /** Its ARN, or a reference to it. */
  readonly alarmTopic: unknown;
  /** What a function has to know of the ledger. */
  readonly ledger: Piece;
  readonly parameters: ParameterValues;
  readonly maxReceiveCount: number;
  readonly queue: Piece;
  readonly deadLetters: Piece;
  readonly rights: Readonly<
    Record<
      | 'readSecret'
      | 'remember'
      | 'mark'
      | 'lookUp'
      | 'writeDown'
      | 'readObjects'
      | 'putObjects'
      | 'putEvents'
      | 'count'
      | 'consume'
      | 'send'
      | 'log'
      | 'trace'
      | 'shift'
      | 'seeAlarms',
      Piece
    >
  >;
  readonly lambdaMayAssume: Piece;
  readonly codeDeployMayAssume: Piece;
  readonly eventsMaySend: Piece;
  readonly nobodyWithoutTls: Piece;
}

/** `!Ref`. */
export const ref = (id: string) => ({ Ref: id });

/** `!GetAtt ….Arn`. */
export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** What CloudFormation leaves out. */
export const NO_VALUE = ref('AWS::NoValue');

/** `${…}`, in a text for `!Sub`: a name for `Id`, what else there is of it for `Id.Attribute`. */
export const inText = (reference: string) => `\${${reference}}`;
