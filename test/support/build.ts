import { build } from '../../build.mjs';

/** The end-to-end tests run what is deployed, so it is built first. */
export default build;
