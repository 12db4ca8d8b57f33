import { randomUUID } from 'node:crypto';
import { check } from './check.ts';
import type { Target } from './target.ts';
import { deleteUser, updateUser } from './user-data.ts';
import { userIds, userPathText, userUpdate, userUpdates } from './user-rules.ts';
import { accept, type Verdict } from './verdict.ts';

/** Judges `POST /data/users/{custom_id}` and, without an id in the path, the one for many. */
export function judgeUsers(body: unknown, target: Target): Verdict {
  const { parameter } = target;
  return parameter === undefined ? judgeManyUsers(body, target) : judgeOneUser(body, target, parameter);
}

/** Judges `DELETE /data/users/{custom_id}` and, without an id in the path, the one for many; unknown ids are taken. */
export function judgeUserDeletion(body: unknown, { app, parameter, memory }: Target): Verdict {
  const checked = check(userIds, parameter === undefined ? body : [parameter]);
  if ('refusal' in checked) return checked.refusal;
  return done(() => {
    for (const id of checked.value) deleteUser(memory, app, id);
  });
}

function judgeManyUsers(body: unknown, { app, memory }: Target): Verdict {
  const checked = check(userUpdates, body, (path) => userPathText(body, path));
  if ('refusal' in checked) return checked.refusal;
  return done(() => {
    for (const { id, update } of checked.value) updateUser(memory, app, id, update);
  });
}

function judgeOneUser(body: unknown, { app, memory }: Target, customId: string): Verdict {
  const checked = check(userUpdate, body);
  if ('refusal' in checked) return checked.refusal;
  return done(() => updateUser(memory, app, customId, checked.value));
}

const done = (carryOut: () => void): Verdict => accept(200, { token: randomUUID() }, { carryOut });
