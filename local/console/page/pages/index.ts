import type { ComponentType } from 'preact';
import { ComposePage } from './compose.tsx';
import { FiguresPage } from './figures.tsx';
import { HeldPage } from './held.tsx';
import { PhonesPage } from './phones.tsx';
import { QueuesPage } from './queues.tsx';
import { RequestsPage } from './requests.tsx';
import { TroublePage } from './trouble.tsx';

/** A page of the console, by the first part of its path. The digits 1 to 7 lead there. */
export interface Place {
  readonly name: string;
  readonly title: string;
  readonly Page: ComponentType;
}

export const PLACES: readonly Place[] = [
  { name: 'phones', title: 'Phones', Page: PhonesPage },
  { name: 'requests', title: 'Requests', Page: RequestsPage },
  { name: 'compose', title: 'Compose', Page: ComposePage },
  { name: 'held', title: 'Held by Batch', Page: HeldPage },
  { name: 'queues', title: 'Queues', Page: QueuesPage },
  { name: 'trouble', title: 'Trouble', Page: TroublePage },
  { name: 'figures', title: 'Figures', Page: FiguresPage },
];
