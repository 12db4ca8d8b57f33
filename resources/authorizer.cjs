/**
 * Who may call the routes: one answer for all of them, by the parameters of the stack. Anything but a whole answer stops
 * the deployment, so that no typing error and no empty variable of a pipeline leaves them open.
 *
 *     AWS IAM, unless told otherwise
 *     --param="authorizer=jwt" --param="jwtIssuer=https://…" --param="jwtAudience=…"
 *
 * @param {{ resolveVariable(variable: string): Promise<unknown> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const authorizer = await resolveVariable("param:authorizer, 'iam'");
  if (authorizer === 'iam') return { ofRoutes: { type: 'aws_iam' }, authorizers: {} };
  if (authorizer !== 'jwt') throw refusal(`authorizer is "${authorizer}"; it has to be \`iam\` or \`jwt\`.`);
  const issuerUrl = await resolveVariable("param:jwtIssuer, ''");
  const audience = await resolveVariable("param:jwtAudience, ''");
  if (!isHttpsUrl(issuerUrl))
    throw refusal('authorizer `jwt` needs jwtIssuer, the https URL of who issues the tokens.');
  if (!audience) throw refusal('authorizer `jwt` needs jwtAudience, whom the tokens are issued for.');
  const jwt = { type: 'jwt', identitySource: '$request.header.Authorization', issuerUrl, audience: [audience] };
  return { ofRoutes: { type: 'jwt', name: 'jwt' }, authorizers: { jwt } };
};

/** @param {unknown} value */
function isHttpsUrl(value) {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:';
}

/** The framework prints the stack of an error, if it has one. @param {string} message */
function refusal(message) {
  return Object.assign(new Error(`--param: ${message}`), { stack: undefined });
}
