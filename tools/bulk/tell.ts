import Table from 'cli-table3';
import type { Answer, NoAnswer } from '../shared/gateway.ts';
import type { BulkStatus } from './status.ts';

/** By status. What the functions say themselves is told besides. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'The routes take a JWT (authorizer=jwt), and this tool signs with AWS IAM.',
  403: 'Signature or rights: these credentials need execute-api:Invoke on the routes, in the region of the API.',
  429: 'The stage throttles its callers. It passes.',
};

/** Ways to end that leave something to do. */
const LEFT = ['rejected', 'unknown', 'deferred'];

/** How a bulk ended, or how far it has come, in plain words. */
export function tellBulk(bulk: BulkStatus): string {
  const { id, capability, status, error } = bulk;
  const state =
    status !== 'running' && bulk.ended === undefined ? `${status}, while parts of it are under way` : status;
  return [
    `Bulk ${id} of ${capability}: ${state}.`,
    ...(error ? [`${error.name}: ${error.detail}${error.line === undefined ? '' : ` (line ${error.line})`}`] : []),
    tellCounts(bulk),
    ...(bulk.results.length > 0 ? [tellResults(bulk)] : []),
    ...tellRefused(bulk),
    ...(bulk.results.some((result) => LEFT.includes(result.status)) && bulk.ended !== undefined
      ? [`What was not accepted lies among the dead letters: npm run dead-letters -- list --queue ${capability}`]
      : []),
  ].join('\n');
}

function tellCounts({ lines, items, repeated, refused, parts }: BulkStatus): string {
  const { total = 0, ...byOutcome } = parts;
  const told = Object.entries(byOutcome).filter(([, count]) => count > 0);
  const outcomes = told.map(([outcome, count]) => `${counted(count)} ${outcome}`).join(', ');
  const handed = `${counted(total)} ${total === 1 ? 'part' : 'parts'}${outcomes ? ` (${outcomes})` : ''}`;
  return `${counted(lines)} lines: ${counted(items)} items in ${handed}, ${counted(repeated)} repeated, ${counted(refused)} refused.`;
}

function tellResults({ results }: BulkStatus): string {
  const head = [results.some(({ project }) => project !== undefined) ? 'project' : 'app', 'outcome', 'items'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const { app, project, status, items } of results) table.push([app ?? project ?? '', status, counted(items)]);
  return table.toString();
}

function tellRefused({ refused, refused_lines: told }: BulkStatus): string[] {
  if (refused === 0) return [];
  const more = refused - told.length;
  return [
    'Refused:',
    ...told.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(more > 0 ? [`  and ${counted(more)} more`] : []),
  ];
}

/** What is wrong with an answer that is none of a bulk. */
export function tellFault(answer: Answer | NoAnswer): string {
  if ('noAnswer' in answer) return `No answer (${answer.noAnswer}): is the URL right, and the stack up?`;
  const { detail, errors } = (answer.body ?? {}) as { detail?: unknown; errors?: unknown };
  const faults = Array.isArray(errors) ? (errors as Record<string, string>[]) : [];
  return [
    `The stack says ${answer.status}. ${typeof detail === 'string' ? detail : (HINTS[answer.status] ?? '')}`.trimEnd(),
    ...faults.map((fault) => `${fault['pointer'] ?? fault['header'] ?? fault['parameter'] ?? ''}: ${fault['detail']}`),
  ].join('\n');
}

/** How to see what becomes of a bulk that goes on without us. */
export function tellLeft(id: string, where: string): string {
  return [
    'It goes on. To look at it, or to cancel it:',
    `  npm run bulk -- status ${id}${where}`,
    `  npm run bulk -- cancel ${id}${where}`,
  ].join('\n');
}

/** What to do about a start of which nobody knows whether it was one. */
export function tellUnanswered(fileKey: string, format: string, key: string): string {
  return [
    'Nobody knows whether it was started. To start it once, however often it is repeated, instead of FILE:',
    `  npm run bulk -- send --uploaded ${fileKey} --format ${format} --key ${key}   and all else as before`,
  ].join('\n');
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
