import type { MirrorHost } from '../compiler/mirror.ts'
import type { Service } from '../resource.ts'
import type { LogRotation, Target } from './target.ts'

/** What a host has to be given so that the logs of its servers do not grow for ever. rsync and git write to the journal. */
export function rotationOf({ http, ftp }: MirrorHost, target: Target): readonly LogRotation[] {
  return http === undefined && ftp === undefined ? [] : target.logRotation
}

/** Its timer; which logs there are is in the packages that write them. */
export function lowerLogRotation(host: MirrorHost, target: Target): readonly Service[] {
  return rotationOf(host, target).map(({ timer }) => ({
    kind: 'service',
    unit: timer,
    shared: true,
    maskable: true,
    reloadFor: [],
    restartFor: [],
    check: 'none',
    ports: [],
    probes: [],
  }))
}
