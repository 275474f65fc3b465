import type { MirrorHost, Module, Protocol } from '../compiler/mirror.ts'

/** The modules that a host serves in one way. */
export const servedBy = (host: MirrorHost, protocol: Protocol): readonly Module[] =>
  host.modules.filter(({ serve }) => serve.includes(protocol))

/** Whether each state of a tree is taken into service in one step. */
export const isAtomic = ({ sync }: Module): boolean => sync.publish === 'atomic'

/** Where readers find a tree; generations.sh makes the link. */
export const servedPath = (module: Module): string =>
  isAtomic(module) ? `${module.path}/.mirrorc/current` : module.path
