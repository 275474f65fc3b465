import type { Upstream } from '../compiler/mirror.ts'

/** The URL as rsync, git and lftp take it. */
export function upstreamUrl(upstream: Upstream): string {
  const { scheme, user } = upstream
  return `${scheme}://${user === undefined ? '' : `${user}@`}${place(upstream)}`
}

/** The same as everybody may read it, without the name of the user. */
export const shownUrl = (upstream: Upstream): string => `${upstream.scheme}://${place(upstream)}`

function place({ host, port, path }: Upstream): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `${name}${port === undefined ? '' : `:${port}`}/${path}`
}
