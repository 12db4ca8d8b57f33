import Table from 'cli-table3';
import { tellDuration } from '../shared/duration.ts';
import { type LetterHead, REASONS } from './letter.ts';
import type { Reading } from './reading.ts';
import { HOLD_SECONDS } from './walk.ts';

/** Counts and ages by reason. */
export function tellList({ box, letters }: Reading, now: number): string {
  if (letters.length === 0) return `${box.capability.name}: no dead letters`;
  const head = ['reason', 'letters', 'oldest', 'newest'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const [reason, ofReason] of byReason(letters)) table.push([reason, ...countAndAges(ofReason, now)]);
  table.push(['all', ...countAndAges(letters, now)]);
  return `${box.capability.name}\n${table.toString()}\n`;
}

/** Letters are sorted by age. */
function countAndAges(letters: readonly LetterHead[], now: number): [number, string, string] {
  const [oldest, newest] = [letters[0], letters.at(-1)].map((letter) => tellDuration(now - (letter?.sentAt ?? now)));
  return [letters.length, oldest ?? '', newest ?? ''];
}

/** Letters by reason, in the order of reasons, without those that nobody has. */
export function byReason(letters: readonly LetterHead[]): [string, LetterHead[]][] {
  const all = REASONS.map((reason): [string, LetterHead[]] => [reason, letters.filter((one) => one.reason === reason)]);
  return all.filter(([, ofReason]) => ofReason.length > 0);
}

/** One letter, line by line; what may be personal data is not told unless `reveal`. */
export function tellLetter(letter: LetterHead, { reveal, now }: { reveal: boolean; now: number }): string {
  const lines = {
    id: letter.id,
    source: letter.source,
    reason: letter.reason,
    detail: letter.detail,
    age: tellDuration(now - letter.sentAt),
    since: tellDuration(now - letter.since),
    size: `${letter.bytes.toLocaleString('en')} bytes`,
    ...(reveal && { name: letter.name, body: letter.body ?? '' }),
  };
  const told = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(7)} ${printable(value)}`);
  return told.join('\n');
}

/** A terminal obeys control characters. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What may be missing from a reading. */
export function tellGaps({ box, seen, counted: inAll, notGivenBack }: Reading): string[] {
  const unseen = `${box.capability.name}: only ${seen} of about ${counted(inAll)} could be read. Somebody else may hold the others for now.`;
  return [...(seen < inAll ? [unseen] : []), ...tellNotGivenBack(notGivenBack)];
}

/** Letters that stay out of sight for a while; nothing if there are none. */
export function tellNotGivenBack(count: number): string[] {
  return count === 0
    ? []
    : [`${counted(count)} could not be given back and will show again in ${HOLD_SECONDS / 60} minutes.`];
}

/** `1 letter`, `1,000 letters`. */
export function counted(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'letter' : 'letters'}`;
}
