import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Lab, type LabOptions, startLab } from '../../src/lab/lab.ts'
import { announce, mirrorc, mirrorDirectory, onHost } from './support.ts'

/** A lab with one host and mirror.yaml for it. */
export interface SyncLab {
  readonly lab: Lab
  readonly address: string
  /** A directory of the upstream's module athena. */
  upstream(name: string): string
  /** Writes mirror.yaml with these modules, and applies it. */
  apply(modules: string, top?: string): Promise<void>
  /** Runs the sync program for a module, as a person would. */
  sync(module: string): Promise<string>
  on(command: string): Promise<string>
  stop(): Promise<void>
}

/** Boots a host of a release and applies nothing yet. */
export async function startSyncLab(
  distro = 'debian',
  release = '12',
  more: Partial<LabOptions> = {},
): Promise<SyncLab> {
  const lab = await startLab({
    ...more,
    hosts: [{ name: 'syncs', distro, release }],
    standIns: join(import.meta.dirname, '../stand-ins'),
  })
  const directory = mirrorDirectory('')
  await announce(lab)
  return {
    lab,
    address: lab.hosts[0]?.address ?? '',
    upstream: name => join(lab.hub.directory, 'athena', name),
    async apply(modules, top = '') {
      writeFileSync(
        directory.file,
        mirrorText(modules, `distro: ${distro}, release: "${release}"`, top),
      )
      const { code, stdout, stderr } = await mirrorc([
        ...['apply', 'one', '--yes', '-f', directory.file, '--ssh-config', lab.sshConfigFile],
        ...['--allow-prune', '20'],
      ])
      expect(code, stdout + stderr).toBe(0)
      expect(stdout + stderr).toContain('nothing is left to do')
    },
    sync: module => onHost(lab, 'syncs', `/usr/local/lib/mirrorc/mirror-sync ${module} --now`),
    on: command => onHost(lab, 'syncs', command),
    async stop() {
      rmSync(directory.file, { force: true })
      directory.remove()
      await lab.stop()
    },
  }
}

const mirrorText = (modules: string, system: string, top: string): string => `version: 1
site: athena
domain: mirror.example.org
contact: admin@example.org
${top}
modules:
${modules}
serve: { http: {}, rsync: {} }
hosts:
  one: { address: syncs, ${system} }
`
