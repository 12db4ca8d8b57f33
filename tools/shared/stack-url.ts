import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { AwsError } from '../../lib/aws/error.ts';
import { clientOptions, explainAwsError } from './aws.ts';
import type { StackChoice } from './stack-options.ts';

/** What CloudFormation says of a stack that is not there. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const NO_STACK = 'ValidationError';

/** Rights: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
const HINTS = { AccessDenied: 'You need cloudformation:DescribeStacks on the stack; or give the --url.' };

/** What may hold the URL, the likelier to answer first: with a domain of its own the API may have no other. */
const OUTPUTS = ['DomainUrl', 'HttpApiUrl'];

/** There is no such stack, or it has no HTTP API. */
export class NoUrlError extends Error {
  override readonly name = 'NoUrlError';
}

/** Also where only its region and its credentials are needed. */
export function openStackClient({ region, endpointUrl }: StackChoice): CloudFormationClient {
  return new CloudFormationClient({ ...clientOptions(endpointUrl), ...(region !== undefined && { region }) });
}

/** What was thrown on the way to a stack, for whoever can mend it. */
export function explainStackError(error: Error): string {
  return error instanceof NoUrlError ? error.message : explainAwsError(error as AwsError, HINTS);
}

/**
 * The URL of a stage's HTTP API, out of the outputs of its stack.
 *
 * @throws NoUrlError, and what the SDK throws
 */
export async function readStackUrl(client: CloudFormationClient, stage: string): Promise<string> {
  const StackName = `batch-push-functions-${stage}`;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const [url] = OUTPUTS.flatMap(
      (key) => Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? [],
    );
    if (url !== undefined) return url;
  } catch (error) {
    if ((error as Error).name !== NO_STACK) throw error;
  }
  const region = await client.config.region();
  throw new NoUrlError(
    `There is no deployed stack ${StackName} in ${region}. Another --stage or --region? Otherwise deploy it, or give its --url.`,
  );
}
