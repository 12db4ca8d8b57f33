import { useId } from 'preact/hooks';

interface SwitchProps {
  readonly title: string;
  readonly watchFor: string;
  readonly isOn: boolean;
  /** Shown beside the title while it is on. */
  readonly left?: string | undefined;
  onPress(): void;
}

/** Something that can go wrong, and what to watch for when it does. */
export function Switch({ title, watchFor, isOn, left, onPress }: SwitchProps) {
  const id = useId();
  return (
    <li class={`card fault ${isOn ? 'on' : ''}`}>
      <button type="button" role="switch" aria-checked={isOn} aria-describedby={id} onClick={onPress}>
        <span class="track" aria-hidden="true" />
        {title}
      </button>
      {isOn && left !== undefined && <span class="mark bad">{left}</span>}
      <p id={id} class="soft">
        {watchFor}
      </p>
    </li>
  );
}
