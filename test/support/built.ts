import { build } from '../../build.mjs';

/** Once before all tests: many of them run the functions as built. */
export default async function setUp(): Promise<void> {
  await build();
}
