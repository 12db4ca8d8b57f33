import { signal } from '@preact/signals';
import type { SceneDone, SceneRow, StepDone } from '../../../api.ts';
import { about, isInTrouble } from '../../live.ts';
import { to } from '../../route.ts';
import { post } from '../../server.ts';
import { tellMs } from '../time.tsx';

/** How far a scene is. Kept while another page is looked at. */
type Play = { readonly isPlaying: true } | { readonly done: SceneDone } | { readonly error: string };

const plays = signal<Readonly<Record<string, Play>>>({});

async function play(name: string): Promise<void> {
  const set = (next: Play) => {
    plays.value = { ...plays.value, [name]: next };
  };
  set({ isPlaying: true });
  await post<SceneDone>(`scenes/${name}`, {}).then(
    (done) => set({ done }),
    (error: Error) => set({ error: error.message }),
  );
}

/** Short plays, each about a promise, to be watched on the other pages. */
export function Scenes() {
  return (
    <section aria-labelledby="scenes">
      <h2 id="scenes">Scenes</h2>
      <p class="soft">
        Each sends some requests and says how they ended; <code>npm run demo</code> plays them all.
        {isInTrouble.value && ' What is wrong just now may make them end otherwise.'}
      </p>
      <ul class="scenes">
        {about.value?.scenes.map((scene) => (
          <Scene key={scene.name} {...scene} />
        ))}
      </ul>
    </section>
  );
}

function Scene({ name, title, watchFor }: SceneRow) {
  const own = plays.value[name];
  const isPlaying = own !== undefined && 'isPlaying' in own;
  return (
    <li class="card">
      <button type="button" disabled={isPlaying} onClick={() => void play(name)}>
        {title}
      </button>
      <p class="soft">{watchFor}</p>
      <div role="status" aria-label={`How it ended: ${title}`}>
        {own && <Ended of={own} />}
      </div>
    </li>
  );
}

function Ended({ of }: { readonly of: Play }) {
  if ('isPlaying' in of) return <p class="wait">Playing…</p>;
  if ('error' in of) return <p class="bad">{of.error}</p>;
  const { steps, isAsItMust } = of.done;
  return (
    <>
      <p class={isAsItMust ? 'good' : 'bad'}>{isAsItMust ? 'Ended as it must.' : 'Did not end as it must.'}</p>
      <ol>
        {steps.map((step) => (
          <Step key={step.request} {...step} />
        ))}
      </ol>
    </>
  );
}

function Step({ asked, request, ms, reached, answered, isAsItMust }: StepDone) {
  return (
    <li>
      <a href={to(['requests', request])}>{asked}</a> <span class="soft">{tellMs(ms)}</span>
      <p class={isAsItMust ? undefined : 'bad'}>
        Reached Batch: {reached.join('; ') || 'nothing'}. Answered: {answered.join('; ')}.
      </p>
    </li>
  );
}
