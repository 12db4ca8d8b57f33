/** What may befall one step: it does not come about, or it does and nobody hears of it. */
export type Mishap = 'fails before' | 'fails after' | 'killed before' | 'killed after';

/** What those say who don't live to hear it. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Each step of a function that touches anything outside passes here, is counted, and may meet with a mishap. */
export class Peril {
  /** Names of the steps since it was armed last. */
  steps: string[] = [];
  #at = -1;
  #mishap: Mishap = 'fails before';
  #isDead = false;

  /** From now on a function is at work that lives; `mishap` befalls its step `at`, from 0, if that is given. */
  arm(at = -1, mishap: Mishap = 'fails before'): void {
    this.steps = [];
    this.#at = at;
    this.#mishap = mishap;
    this.#isDead = false;
  }

  /** Whether the function was killed: what it answered, nobody heard. */
  get isDead(): boolean {
    return this.#isDead;
  }

  async pass<T>(step: string, run: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Killed();
    const isHit = this.steps.length === this.#at;
    this.steps.push(step);
    if (!isHit) return run();
    this.#isDead = this.#mishap.startsWith('killed');
    if (this.#mishap.endsWith('after')) await run();
    throw this.#isDead ? new Killed() : Object.assign(new Error(`No ${step}.`), { name: 'TimeoutError' });
  }
}
