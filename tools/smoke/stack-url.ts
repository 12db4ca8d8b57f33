import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** What CloudFormation says of a stack that is not there. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const NO_STACK = 'ValidationError';

/** There is no such stack, or it has no HTTP API. */
export class NoUrlError extends Error {
  override readonly name = 'NoUrlError';
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
    const url = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'HttpApiUrl')?.OutputValue;
    if (url !== undefined) return url;
  } catch (error) {
    if ((error as Error).name !== NO_STACK) throw error;
  }
  const region = await client.config.region();
  throw new NoUrlError(
    `There is no deployed stack ${StackName} in ${region}. Another --stage or --region? Otherwise deploy it, or give its --url.`,
  );
}
