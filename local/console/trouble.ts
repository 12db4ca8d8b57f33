import type { PendingFault } from '../batch/faults.ts';
import type { Call } from '../batch/memory.ts';
import { FRONTED, type FrontedService } from '../fronts.ts';
import type { Trouble, TroubleOrder } from './api.ts';

/** What it takes to make trouble. */
export interface TroubleTools {
  readonly down: Set<FrontedService>;
  readonly faults: {
    add(fault: { kind: '503'; times: 'always' }): { readonly id: number };
    drop(id: number): unknown;
    pending(): readonly PendingFault[];
  };
  /** Kills the function that makes a call. */
  killCaller(call: Call): void;
}

/** All that goes wrong because somebody asked for it. */
export class TroubleMaker {
  readonly #tools: TroubleTools;
  #isKilling = false;
  #outage: { readonly until: number; readonly faultId: number; readonly timer: NodeJS.Timeout } | undefined;

  constructor(tools: TroubleTools) {
    this.#tools = tools;
  }

  order({ service, isDown, isKilling, outageSeconds }: TroubleOrder): void {
    if (service !== undefined && isFronted(service)) {
      if (isDown) this.#tools.down.add(service);
      else this.#tools.down.delete(service);
    }
    if (isKilling !== undefined) this.#isKilling = isKilling;
    if (outageSeconds !== undefined) this.#startOutage(outageSeconds);
  }

  /** Asked at each call, once Batch has carried it out. */
  called(call: Call): void {
    if (!this.#isKilling) return;
    this.#isKilling = false;
    this.#tools.killCaller(call);
  }

  state(): Trouble {
    const pending = this.#tools.faults.pending();
    // Whoever took back all faults took back this one too.
    if (!pending.some(({ id }) => id === this.#outage?.faultId)) this.#endOutage();
    return {
      faults: pending.filter(({ id }) => id !== this.#outage?.faultId).map(toRow),
      down: [...this.#tools.down],
      isKilling: this.#isKilling,
      ...(this.#outage && { outageUntil: this.#outage.until }),
    };
  }

  /** Batch is in maintenance for a while, by its own answer. */
  #startOutage(seconds: number): void {
    this.#endOutage();
    if (seconds === 0) return;
    const { id: faultId } = this.#tools.faults.add({ kind: '503', times: 'always' });
    const timer = setTimeout(() => this.#endOutage(), seconds * 1000).unref();
    this.#outage = { until: Date.now() + seconds * 1000, faultId, timer };
  }

  #endOutage(): void {
    if (!this.#outage) return;
    clearTimeout(this.#outage.timer);
    this.#tools.faults.drop(this.#outage.faultId);
    this.#outage = undefined;
  }
}

function toRow({ id, kind, app, endpoint, left }: PendingFault) {
  return { id, kind, ...(app !== undefined && { app }), ...(endpoint !== undefined && { endpoint }), left };
}

function isFronted(service: string): service is FrontedService {
  return Object.hasOwn(FRONTED, service);
}
