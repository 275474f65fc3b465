/**
 * What the user typed. It is kept in this process until it ends, so that nobody is asked twice: not by a second host,
 * and not by a second connection to the same one.
 */
export interface Secrets {
  /** What was obtained under this name before, an error included; else what `obtain` gives now. */
  once<Secret>(name: string, obtain: () => Promise<Secret>): Promise<Secret>
}

/** Begins with nothing. */
export function keepSecrets(): Secrets {
  const kept = new Map<string, Promise<unknown>>()
  return {
    once: <Secret>(name: string, obtain: () => Promise<Secret>) => {
      const known = kept.get(name) as Promise<Secret> | undefined
      const secret = known ?? obtain()
      kept.set(name, secret)
      return secret
    },
  }
}
