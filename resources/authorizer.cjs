/**
 * Who may call the routes: one answer for all of them, by the parameters of the stack.
 *
 *     AWS IAM, unless told otherwise
 *     --param="authorizer=jwt" --param="jwtIssuer=https://…" --param="jwtAudience=…"
 *
 * @param {{ resolveVariable(variable: string): Promise<any> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const { authorizer, jwtIssuer: issuerUrl, jwtAudience } = await resolveVariable('self:custom.parameters');
  if (authorizer !== 'jwt') return { ofRoutes: { type: 'aws_iam' }, authorizers: {} };
  const jwt = { type: 'jwt', identitySource: '$request.header.Authorization', issuerUrl, audience: [jwtAudience] };
  return { ofRoutes: { type: 'jwt', name: 'jwt' }, authorizers: { jwt } };
};
