import type * as ssh2 from 'ssh2'
import type { Signer } from './signer.ts'

/** The library's agent: it lists keys, and signs with the one that the host accepts. */
export interface AgentActions {
  getIdentities(done: ssh2.IdentityCallback<Buffer>): void
  sign(
    key: ssh2.ParsedKey,
    data: Buffer,
    options: ssh2.SigningRequestOptions,
    done: ssh2.SignCallback,
  ): void
}

/**
 * Offer the keys, then nothing at all. That comes last, not first as in ssh(1), which saves a round
 * trip; some hosts let a client in with it (Tailscale SSH), others answer with what they want.
 */
export function offerKeys(
  signer: Signer,
  user: { readonly username: string; readonly agent: ssh2.BaseAgent },
  refused: (methods: readonly string[] | undefined) => void,
): ssh2.AuthHandlerMiddleware {
  const { username, agent } = user
  const hasKeys = signer.identities.offered.length > 0
  const methods: ssh2.AnyAuthMethod[] = [
    ...(hasKeys ? [{ type: 'agent' as const, username, agent }] : []),
    { type: 'none', username },
  ]
  return (left, _, next) => {
    const method = methods.shift()
    if (method === undefined) refused(left ?? undefined)
    else next(method)
  }
}

/** Present a signer to the library as if it were an agent. */
export function actAsAgent(signer: Signer, signal: AbortSignal): AgentActions {
  return {
    getIdentities: done =>
      done(
        undefined,
        signer.identities.offered.map(key => key.blob),
      ),
    sign: (key, data, options, done) => {
      // The library throws when it is called back after the connection is gone.
      const answer: ssh2.SignCallback = (...result) => {
        if (!signal.aborted) done(...result)
      }
      signer.sign(key.getPublicSSH(), data, options.hash).then(
        signature => answer(undefined, signature),
        (error: Error) => answer(error),
      )
    },
  }
}
