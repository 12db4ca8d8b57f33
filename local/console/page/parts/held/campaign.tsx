import type { HeldRow, Push } from '../../../api.ts';
import { Json } from '../json.tsx';
import { PhonePreview } from '../phone/preview.tsx';
import type { Column } from './kind.ts';

/** What of a campaign is shown; times in milliseconds since 1970. */
interface Campaign {
  readonly sentMs?: number;
  readonly isCompleted: boolean;
  readonly body: Omit<Push, 'message'> & {
    readonly name: string;
    readonly live: boolean;
    readonly push_time?: string;
    readonly local_push_time?: string;
    readonly messages: readonly Message[];
  };
}

interface Message {
  readonly language: string;
  readonly title?: string;
  readonly body: string;
}

const campaignIn = ({ held }: HeldRow) => held as Campaign;

export const CAMPAIGN_COLUMNS: readonly [Column, ...Column[]] = [
  { title: 'Name', cell: (row) => campaignIn(row).body.name },
  { title: 'App', cell: ({ of }) => of },
  { title: 'Live', cell: (row) => (campaignIn(row).body.live ? 'live' : 'draft') },
  { title: 'Push time', cell: (row) => pushTimeOf(campaignIn(row)) },
  { title: 'Sent', cell: (row) => <Sent of={campaignIn(row)} /> },
  {
    title: 'Languages',
    cell: (row) =>
      campaignIn(row)
        .body.messages.map(({ language }) => language)
        .join(', '),
  },
  { title: 'Token', cell: ({ id }) => <span class="mono">{id}</span> },
];

function pushTimeOf({ body: { push_time, local_push_time } }: Campaign): string {
  if (local_push_time !== undefined) return `${local_push_time}, where each person is`;
  return push_time === undefined || push_time === 'now' ? 'now' : `${push_time} UTC`;
}

function Sent({ of: { sentMs, isCompleted } }: { readonly of: Campaign }) {
  if (sentMs === undefined) return <span class="soft">not yet</span>;
  const at = new Date(sentMs).toISOString();
  return (
    <>
      <time dateTime={at}>{at.slice(0, 19)} UTC</time>
      {!isCompleted && <span class="soft">, and will be again</span>}
    </>
  );
}

/** A campaign that is open: what people's phones show, by language, and all its members. */
export function CampaignView({ of }: { readonly of: HeldRow }) {
  const { messages, ...push } = campaignIn(of).body;
  return (
    <>
      <ul class="languages">
        {messages.map(({ language, ...message }) => (
          <li key={language}>
            <p class="soft">{language}</p>
            <PhonePreview push={{ ...push, message }} app={of.of} />
          </li>
        ))}
      </ul>
      <Json text={JSON.stringify(of.held)} />
    </>
  );
}
