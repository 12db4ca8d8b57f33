import { keysOf, type Secret } from '../aws/secret.ts';
import type { Account } from '../endpoints/endpoint.ts';
import { ConfigurationError, SecretsUnavailableError } from '../errors.ts';

/** The keys of one invocation: read anew at most once, when Batch refuses them, whichever call notices. */
export class Keys {
  current: Secret;
  first: Secret;
  readonly #account: Account;
  readonly #read: (refused: Secret) => Promise<Secret>;
  #replacement: Promise<Secret> | undefined;

  constructor(first: Secret, account: Account, read: (refused: Secret) => Promise<Secret>) {
    this.#account = account;
    this.current = first;
    this.first = first;
    this.#read = read;
  }

  /** Goes on with a secret that is newer than the first, if no later one was read since. */
  adopt(secret: Secret): void {
    if (this.#replacement !== undefined) return;
    this.first = secret;
    this.current = secret;
  }

  /** Says why there are no other keys, or nothing. */
  async replace(): Promise<string | undefined> {
    try {
      this.#replacement ??= this.#read(this.first);
      this.current = await this.#replacement;
      return undefined;
    } catch (error) {
      if (!(error instanceof ConfigurationError || error instanceof SecretsUnavailableError)) throw error;
      return `Batch refused the keys, and there are no others. ${error.message}`;
    }
  }

  /**
   * The key of an app, or a project, that was planned for by its alias in the first secret. Read anew, the secret may have given
   * that alias to another app, or the app another alias: the key counts, and the alias only if the key is gone and the alias has
   * not been given to another app of the first secret.
   */
  ofApp(app: string, secret: Secret): string | undefined {
    const first = keysOf(this.first, this.#account);
    const now = keysOf(secret, this.#account);
    const planned = first.get(app);
    if (planned === undefined) return undefined;
    if ([...now.values()].includes(planned)) return planned;
    const renamed = now.get(app);
    const isAnothers = renamed !== undefined && [...first.values()].includes(renamed);
    return isAnothers ? undefined : renamed;
  }
}
