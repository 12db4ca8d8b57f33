import type { About, CapabilityRow } from '../../../api.ts';
import { query } from '../../route.ts';
import { Answer } from './answer.tsx';
import { ExampleChooser } from './chooser.tsx';
import { Copies } from './copies.tsx';
import type { Form } from './described.ts';
import { edited, nameOf, started, typed } from './draft.ts';
import { FaultList } from './fault-list.tsx';
import { faultsIn } from './faults.ts';
import { Planned } from './planned.tsx';
import { Previews } from './previews.tsx';
import { pushesIn } from './pushes.ts';
import { Raw } from './raw.tsx';
import { RequestForm } from './request-form.tsx';
import { SendCard } from './send-card.tsx';
import { useCheck } from './use-check.ts';
import { useDraft, useRequestFrom } from './use-draft.ts';
import { useSending } from './use-sending.ts';

interface Given {
  readonly about: About;
  readonly capability: CapabilityRow;
  readonly form: Form;
}

/** One capability's request, from its first member to Batch's answer. */
export function Composer({ about, capability, form }: Given) {
  const [draft, change] = useDraft(capability);
  const notLoaded = useRequestFrom(query.value.get('from'), capability, [draft, change]);
  const check = useCheck(capability, draft.request);
  const pushes = pushesIn(check.planned);
  const { sent, send } = useSending();
  const { request } = draft;
  // What can't be tried without sending it is judged by the answer, for as long as it is about this request.
  const isAnswered = sent?.done !== undefined && sent.order.request === request;
  const faults = isAnswered && !capability.isDryRunnable && sent.done ? faultsIn(sent.done) : check.faults;
  const name = form.takesKey ? nameOf(draft) : undefined;
  return (
    <>
      {notLoaded !== undefined && <p class="bad">The request could not be loaded: {notLoaded}</p>}
      <ExampleChooser
        examples={form.examples}
        onLoad={(example) => change(started(example, crypto.randomUUID(), draft.version + 1))}
      />
      <div class="composer">
        <div class="column">
          <RequestForm
            key={draft.version}
            schema={form.schema}
            request={request}
            faults={faults}
            onChange={(next) => change(edited(draft, next))}
          />
          <Raw draft={draft} onType={(text) => change(typed(draft, text))} />
        </div>
        <div class="column">
          <FaultList capability={capability} draft={draft} check={check} faults={faults} />
          <SendCard
            capability={capability}
            draft={draft}
            takesKey={form.takesKey}
            faults={sent?.done && sent.order.key === name ? faultsIn(sent.done) : []}
            isSending={sent !== undefined && sent.done === undefined && sent.error === undefined}
            onKey={(next) => change({ ...draft, key: next })}
            onSend={(way, under) =>
              void send({ capability: capability.name, way, request, ...(under !== undefined && { key: under }) })
            }
          />
          {sent && <Answer sent={sent} />}
          {pushes.length > 0 && <Previews pushes={pushes} />}
          {capability.isDryRunnable && <Planned calls={check.planned} />}
          <Copies about={about} capability={capability} composed={{ request, key: name }} method={form.method} />
        </div>
      </div>
    </>
  );
}
