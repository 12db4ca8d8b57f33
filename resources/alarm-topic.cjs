/**
 * The topic that alarms tell: the stack's own, or one that a team has already. A key of the team's encrypts the stack's own in
 * place of a key of the stack's.
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const { alarmTopicArn, kmsKey } = await resolveVariable('self:custom.parameters');
  if (alarmTopicArn !== '') return { arn: alarmTopicArn, resources: { Resources: {} } };
  const { Resources } = await resolveVariable('file(resources/alarm-topic.yml)');
  return {
    arn: { Ref: 'AlarmTopic' },
    resources: { Resources: kmsKey === '' ? Resources : underKey(Resources, kmsKey) },
  };
};

/**
 * @param {Record<string, any>} resources
 * @param {string} kmsKey
 */
function underKey({ AlarmKey: _, AlarmTopic, ...others }, kmsKey) {
  const Properties = { ...AlarmTopic.Properties, KmsMasterKeyId: kmsKey };
  return { ...others, AlarmTopic: { ...AlarmTopic, Properties } };
}
