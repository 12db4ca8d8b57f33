import type { Push } from '../../../api.ts';

/** Pushes that show what a phone does with them. */
export interface Sample {
  readonly name: string;
  readonly push: Push;
}

export const SAMPLES: readonly Sample[] = [
  {
    name: 'Long, with a picture',
    push: {
      message: {
        title: 'Your parcel is on its way and will be with you before the weekend 📦',
        body: 'It left the warehouse this morning. The driver will ring twice, wait for two minutes, and leave it with the neighbours if nobody opens. You can still choose another day, another place or a shop around the corner until eight this evening. What was ordered together travels together, unless one of the boxes is too large for the van: then it follows a day later, and you are told.',
      },
      media: { picture: 'https://example.com/pictures/parcel.jpg' },
    },
  },
  { name: 'Right to left', push: { message: { title: 'مرحبا 👋', body: 'طلبك في الطريق إليك، ويصل غدًا قبل الظهر.' } } },
  {
    name: 'Replaces its like on Android',
    push: {
      message: { title: 'Half-time', body: 'Two to one, and it is raining.' },
      gcm_collapse_key: { enabled: true, key: 'score' },
    },
  },
  { name: 'Silent', push: { push_type: 'background', custom_payload: '{"refresh":true}' } },
];
