import { randomUUID } from 'node:crypto';
import { check } from './check.ts';
import { countPushes, pushesOf } from './memory.ts';
import { readQuery, statsPeriod } from './query-rules.ts';
import type { Target } from './target.ts';
import { dayOf } from './times.ts';
import { countRecipients, groupId, transactionalSend } from './transactional-rules.ts';
import { accept, type Verdict } from './verdict.ts';

/** Judges `POST /transactional/send`. */
export function judgePush(body: unknown, { app, memory, nowMs }: Target): Verdict {
  const checked = check(transactionalSend, body);
  if ('refusal' in checked) return checked.refusal;
  const recipients = countRecipients(checked.value.recipients);
  const carryOut = () => countPushes(memory, { app, groupId: checked.value.group_id, day: dayOf(nowMs), recipients });
  return accept(201, { token: randomUUID() }, { recipients, carryOut });
}

/** Judges `GET /transactional/stats/{group_id}`: days on which the group pushed; one that never did has none. */
export function judgePushStats(_body: unknown, target: Target): Verdict {
  const { app, parameter, query = new URLSearchParams(), memory, nowMs } = target;
  const group = check(groupId, parameter, () => 'group_id');
  if ('refusal' in group) return group.refusal;
  const period = check(statsPeriod(dayOf(nowMs)), readQuery(query));
  if ('refusal' in period) return period.refusal;
  const { since, until } = period.value;
  const detail = pushesOf(memory, app, group.value)
    .filter(([date]) => since <= date && date <= until)
    .map(([date, sent]) => ({ date, sent, direct_open: 0, influenced_open: 0, reengaged: 0, errors: 0 }));
  return accept(200, { group_id: group.value, detail });
}
