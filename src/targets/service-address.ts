import type { MirrorHost } from '../compiler/mirror.ts'

/** Where users find the rsync daemon. */
export const rsyncAddress = (domain: string, port: number): string =>
  `rsync://${domain}${port === 873 ? '' : `:${port}`}/`

/** Where users find the web server. */
export const httpAddress = (domain: string, port: number): string =>
  `http://${domain}${port === 80 ? '' : `:${port}`}/`

/** The names that must lead to the host itself. With a CDN the mirror's own may lead there. */
export function namesHere({ domain, aliases, direct, http }: MirrorHost): readonly string[] {
  if (http?.cdn === undefined) return [domain, ...aliases]
  return [...new Set([http.cdn.domain, ...(direct === undefined ? [] : [direct])])]
}
