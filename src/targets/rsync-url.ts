import type { RsyncUrl } from '../compiler/mirror.ts'

/** `rsync://HOST[:PORT]/PATH`, as rsync takes it and people read it. */
export function formatRsyncUrl(url: RsyncUrl): string {
  const host = url.host.includes(':') ? `[${url.host}]` : url.host
  const port = url.port === undefined ? '' : `:${url.port}`
  return `rsync://${host}${port}/${url.path}`
}
