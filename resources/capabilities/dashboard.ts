import { allFunctionsOf, type Capability, queuedOf, queueIdsOf } from './capability.ts';
import { inText, type Piece } from './settings.ts';
import { graph, laidOut, logTable, type Row, type Widget } from './widgets.ts';

/** Of our own metrics: `POWERTOOLS_METRICS_NAMESPACE` in `serverless.yml`. */
const NAMESPACE = 'BatchPushFunctions';

/**
 * What the stack does, on one page: for those whom an alarm has called, and for those who wonder.
 *
 * Apps are found by SEARCH, so that a new one shows without a deployment. Queues and functions are named one by one: a
 * search for their names would also find those of a stage whose name begins with this one's.
 *
 * @param alarmIds all there are
 * @param service the dimension that our own metrics of this stage share
 */
export function dashboardOf(
  capabilities: readonly Capability[],
  alarmIds: readonly string[],
  service: string,
): Record<string, Piece> {
  const widgets = [...ofBatch(service), ...ofQueues(capabilities, service), ...ofFunctions(capabilities, service)];
  const DashboardBody = { 'Fn::Sub': JSON.stringify({ widgets: laidOut(alarmIds, widgets) }) };
  // Without a name: dashboards of all regions share their names.
  return { Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody } } };
}

function ofBatch(service: string): Widget[] {
  const own = (name: string, label: string, stat?: string) =>
    ofService(service, name, { label, ...(stat && { stat }) });
  const failed = ['Rejected', 'Deferred', 'Unknown'];
  return [
    graph({
      title: 'Accepted, by endpoint and app',
      stat: 'Sum',
      stacked: true,
      metrics: [byEndpointAndApp(service, 'Accepted')],
    }),
    graph({
      title: 'Rejected, deferred, unknown, by endpoint and app',
      stat: 'Sum',
      metrics: failed.map((name) => byEndpointAndApp(service, name, `${name} `)),
    }),
    graph({
      title: 'Latency of Batch, in milliseconds',
      stat: 'p50',
      metrics: ['p50', 'p90', 'p99'].map((stat) => own('BatchLatency', stat, stat)),
    }),
    graph({
      title: 'Calls throttled, keys refused, secret read anew',
      stat: 'Sum',
      metrics: [
        own('Throttled', '429 from Batch'),
        own('KeysRefused', 'keys refused'),
        own('SecretRefetches', 'secret read anew'),
      ],
    }),
  ];
}

function ofQueues(capabilities: readonly Capability[], service: string): Widget[] {
  const queued = queuedOf(capabilities);
  const ofEach = (metric: string, label: string) =>
    queued.map((each) => ofQueue(queueIdsOf(each).queue, metric, `${each.name}${label}`));
  const dead = queued.map((each) =>
    ofQueue(queueIdsOf(each).deadLetters, 'ApproximateNumberOfMessagesVisible', each.name),
  );
  return [
    graph({
      title: 'Queues: messages waiting, and received or put off',
      stat: 'Maximum',
      metrics: [
        ...ofEach('ApproximateNumberOfMessagesVisible', ' waiting'),
        ...ofEach('ApproximateNumberOfMessagesNotVisible', ' put off'),
      ],
    }),
    graph({
      title: 'Queues: age of the oldest message, in seconds',
      stat: 'Maximum',
      metrics: ofEach('ApproximateAgeOfOldestMessage', ''),
    }),
    graph({
      title: 'Dead letters waiting for a person',
      stat: 'Maximum',
      metrics: [
        ...dead,
        ofQueue('UndeliverableEvents', 'ApproximateNumberOfMessagesVisible', 'undeliverable events'),
        ofService(service, 'ParkedMessages', { label: 'newly parked: may have been sent', stat: 'Sum' }),
      ],
    }),
    deadLettersByReason(capabilities),
  ];
}

/**
 * Read from the logs, as CloudWatch reads them each time that somebody looks: the queues of dead letters only count.
 * Letters that SQS itself moved have no line, so that is where the two differ.
 */
function deadLettersByReason(capabilities: readonly Capability[]): Widget {
  return logTable(
    'Dead letters by reason',
    allFunctionsOf(capabilities).flatMap(({ handler, logGroupId }) => (handler === 'queue' ? [logGroupId] : [])),
    'filter message = "message" and fate = "dead" | stats count(*) as messages by endpoint, reason | sort messages desc',
  );
}

function ofFunctions(capabilities: readonly Capability[], service: string): Widget[] {
  const functions = allFunctionsOf(capabilities);
  const ofEach = (metric: string, label: string) =>
    functions.map(({ name, functionId }): Row => {
      return ['AWS/Lambda', metric, 'FunctionName', inText(functionId), { label: `${name}${label}` }];
    });
  return [
    graph({ title: 'Concurrent executions', stat: 'Maximum', metrics: ofEach('ConcurrentExecutions', '') }),
    graph({
      title: 'Functions: errors, throttles, errors logged',
      stat: 'Sum',
      metrics: [
        ...ofEach('Errors', ' errors'),
        ...ofEach('Throttles', ' throttles'),
        ofService(service, 'LoggedErrors', { label: 'errors logged' }),
      ],
    }),
    graph({
      title: 'Ledger: writes that DynamoDB throttled',
      stat: 'Sum',
      metrics: [
        ['AWS/DynamoDB', 'WriteThrottleEvents', 'TableName', inText('LedgerTable'), { label: 'throttled writes' }],
      ],
    }),
    logTable(
      'What kept functions from working',
      functions.map(({ logGroupId }) => logGroupId),
      'filter message in ["not ready", "failure"] | stats count(*) as times by function_name, message, error, problem | sort times desc',
    ),
  ];
}

/** `${!PROP(…)}` is what CloudWatch fills in; other `${…}` are CloudFormation's. */
function byEndpointAndApp(service: string, name: string, label = ''): Row {
  const search = `{${NAMESPACE},service,endpoint,app} service="${service}" MetricName="${name}"`;
  const expression = `SEARCH('${search}', 'Sum', 60)`;
  return [{ expression, label: `${label}\${!PROP('Dim.endpoint')} \${!PROP('Dim.app')}` }];
}

const ofService = (service: string, name: string, options: Piece): Row => [
  NAMESPACE,
  name,
  'service',
  service,
  options,
];

const ofQueue = (id: string, metric: string, label: string): Row => [
  'AWS/SQS',
  metric,
  'QueueName',
  inText(`${id}.QueueName`),
  { label },
];
