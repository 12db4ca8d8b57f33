import type { HeldRow } from '../../../api.ts';
import { Json } from '../json.tsx';
import { CAMPAIGN_COLUMNS, CampaignView } from './campaign.tsx';
import type { Column, Kind } from './kind.ts';
import { Cut, Members } from './members.tsx';

const person: Column = { title: 'Custom id', cell: ({ id }) => id };
const app: Column = { title: 'App', cell: ({ of }) => of };
const whole = ({ held }: HeldRow) => <Json text={JSON.stringify(held)} />;

type Values = Readonly<Record<string, unknown>>;

interface Event {
  readonly name: string;
  readonly time?: string;
  readonly label?: string;
  readonly tags?: readonly string[];
  readonly attributes?: Values;
}

interface Profile {
  readonly attributes: Values;
  readonly events: readonly Event[];
  readonly history: readonly unknown[];
}

const isTag = ([name]: [string, unknown]) => name.startsWith('ut.');
const onlyTags = (held: unknown) => Object.fromEntries(Object.entries(held as Values).filter(isTag));
const withoutTags = (held: unknown) => Object.fromEntries(Object.entries(held as Values).filter((one) => !isTag(one)));

function beside({ label, tags, attributes }: Event): Values {
  return { ...(label !== undefined && { label }), ...(tags && { tags }), ...attributes };
}

/** Every one of them, so that what was told twice is there twice. */
function Events({ all }: { readonly all: readonly Event[] }) {
  return (
    <Cut all={[...all].reverse()}>
      {({ name, time, ...others }) => (
        <>
          {name} <span class="soft">{time}</span> <Members of={beside({ name, ...others })} />
        </>
      )}
    </Cut>
  );
}

/** In the order of their tabs. */
export const KINDS: readonly Kind[] = [
  {
    name: 'campaigns',
    title: 'Campaigns',
    searched: 'name or token',
    columns: CAMPAIGN_COLUMNS,
    view: (row) => <CampaignView of={row} />,
    empty: 'There is no campaign yet.',
    capability: 'campaign-create',
  },
  {
    name: 'users',
    title: 'Users',
    searched: 'custom id',
    columns: [
      person,
      app,
      { title: 'Attributes', cell: ({ held }) => <Members of={withoutTags(held)} /> },
      { title: 'Tags', cell: ({ held }) => <Members of={onlyTags(held)} /> },
    ],
    view: whole,
    empty: 'There are no custom data of anybody yet.',
    capability: 'custom-data-update',
  },
  {
    name: 'profiles',
    title: 'Profiles',
    searched: 'custom id',
    columns: [
      person,
      { ...app, title: 'Project' },
      { title: 'Attributes', cell: ({ held }) => <Members of={(held as Profile).attributes} /> },
      { title: 'Events, the latest first', cell: ({ held }) => <Events all={(held as Profile).events} /> },
      { title: 'Updates taken', cell: ({ held }) => (held as Profile).history.length.toLocaleString('en') },
    ],
    view: whole,
    empty: 'There are no profiles yet.',
    capability: 'profiles-update',
  },
  {
    name: 'events',
    title: 'Events',
    searched: 'custom id or event',
    columns: [
      person,
      app,
      { title: 'Event', cell: ({ held }) => (held as Event).name },
      { title: 'When (UTC)', cell: ({ held }) => <span class="mono">{(held as Event).time}</span> },
      { title: 'With', cell: ({ held }) => <Members of={beside(held as Event)} /> },
    ],
    view: whole,
    empty: 'Nobody has done anything yet.',
    capability: 'events-track',
  },
];
