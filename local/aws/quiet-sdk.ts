/**
 * Environment in which the AWS SDK does not warn, in nine lines a process, that its versions after January 2027 will not run on
 * Node 20: the version that runs is pinned, and CI runs it on each Node that package.json lets in.
 */
export const QUIET_SDK = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** The same for this process; before the first client is made. */
export function quietSdk(): void {
  Object.assign(process.env, QUIET_SDK);
}
