import type { MirrorHost, Module, Protocol } from '../compiler/mirror.ts'

/** The modules that a host serves in one way. */
export const servedBy = (host: MirrorHost, protocol: Protocol): readonly Module[] =>
  host.modules.filter(({ serve }) => serve.includes(protocol))
