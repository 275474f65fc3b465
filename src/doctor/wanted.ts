import type { HostState } from '../plan/host-state.ts'

/** What mirror.yaml makes of a host, as far as the host has to be fit for it. */
export interface Wanted {
  /** For people: "Debian 12". */
  readonly title: string
  readonly manager: 'apt' | 'pacman'
  readonly packages: readonly string[]
  readonly storage: { readonly root: string; readonly user: string }
  readonly modules: readonly { readonly name: string; readonly path: string }[]
  /** Names that must lead to the host itself. */
  readonly names: readonly string[]
  /** Whether other hosts have the same names. */
  readonly shared: boolean
  readonly ipv6: boolean
  readonly ports: readonly { readonly port: number; readonly unit: string }[]
  readonly units: readonly string[]
  /** By their names. */
  readonly certificates: readonly string[]
  /** Of all modules together, as the user says. */
  readonly sizeBytes: number | undefined
}

/** What the probe saw of a host, as far as it is judged here. */
export interface HostSeen
  extends Pick<HostState, 'facts' | 'packages' | 'unfinished' | 'certificates'> {
  /** Why the host is not the one that mirror.yaml describes. */
  readonly unfit: readonly { readonly message: string; readonly hint?: string }[]
  /** Why the look was not root's. */
  readonly limited: { readonly message: string; readonly hint: string | undefined } | undefined
}
