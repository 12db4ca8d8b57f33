/**
 * For a program that takes no options: asked for `--help` it prints its manual and ends; at anything else on the command line it
 * fails, before it has done what takes minutes or overwrites files.
 *
 * @param {string} usage
 */
export function takeNoOptions(usage) {
  const args = process.argv.slice(2);
  if (args.length === 0) return;
  const isHelp = args.includes('--help');
  if (isHelp) console.log(usage);
  else console.error(`${args[0]} is not an option.\n\n${usage}`);
  process.exit(isHelp ? 0 : 1);
}
