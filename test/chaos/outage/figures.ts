import type { Outage } from './outage.ts';

/** Letters that an outage may cost at most, of however many pushes. Design's rule. */
const MOST_PARKED = 500;

/** How often one push may be sent at most without anybody knowing how that ended. Design's rule. */
export const MOST_UNKNOWN = 3;

/** The figures of an outage, as rows of a table. */
export function figuresOf(outage: Outage): [string, string][] {
  const { pushes, letters, sent, twice, calls, badGateways, mostUnknown, hoursToDrain } = outage;
  const figure = (count: number) => count.toLocaleString('en');
  return [
    ['pushes waiting', figure(pushes)],
    ...[...letters].map(([reason, count]): [string, string] => [`dead letters: ${reason}`, figure(count)]),
    ['sent', figure(sent)],
    ['sent twice', figure(twice)],
    ['calls', figure(calls)],
    ['  ended in a 502', figure(badGateways)],
    ['tries of one push with unknown outcome, at most', figure(mostUnknown)],
    ['hours until the queue was empty', hoursToDrain.toFixed(1)],
  ];
}

/** What an outage must not come to. */
export function violationsOf(outage: Outage): string[] {
  const { pushes, letters, sent, twice, mostUnknown } = outage;
  const buried = [...letters.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...(buried > MOST_PARKED ? [`${buried} dead letters, over ${MOST_PARKED}`] : []),
    ...(sent + buried < pushes ? [`lost: ${pushes - sent - buried}`] : []),
    ...(twice > 0 ? [`sent twice: ${twice}`] : []),
    ...(mostUnknown > MOST_UNKNOWN ? [`one push was sent ${mostUnknown} times with unknown outcome`] : []),
  ];
}
