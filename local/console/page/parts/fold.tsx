import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** What opens at a press, and is made only then: there may be a megabyte of it. */
export function Fold({ title, children }: { readonly title: ComponentChildren; children(): ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children()}
    </details>
  );
}
