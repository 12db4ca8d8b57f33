import { Control } from './control.tsx';
import type { Request } from './described.ts';
import { type Fault, faultsAt } from './faults.ts';
import { FaultsHere } from './faults-here.tsx';
import { Field } from './field.tsx';
import { idOf } from './part.ts';
import type { Schema } from './schema.ts';
import { partsOf } from './value.ts';

interface Given {
  readonly schema: Schema;
  readonly request: Request;
  readonly faults: readonly Fault[];
  readonly onChange: (request: Request) => void;
}

/** The fields of a request, and above them what is wrong with none of them. */
export function RequestForm({ schema, request, faults, onChange }: Given) {
  const ofNone = faults.filter(({ pointer, header }) => pointer === undefined && header === undefined);
  const about = `${idOf('')}-about`;
  return (
    <section class="card" aria-labelledby="request">
      <h2 id="request">Request</h2>
      <div id={about}>
        <FaultsHere faults={[...ofNone, ...faultsAt(faults, '', partsOf(schema, request))]} pointer="" />
      </div>
      <Control
        schema={schema}
        value={request}
        pointer=""
        label=""
        faults={faults}
        Field={Field}
        attributes={{ id: idOf(''), 'aria-describedby': about, 'aria-invalid': ofNone.length > 0 }}
        isJson={false}
        onChange={(next) => onChange(next as Request)}
      />
    </section>
  );
}
