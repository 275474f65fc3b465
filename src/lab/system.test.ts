import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readStandIn } from './stand-in.ts'
import { findSystem, whyNotBootable } from './system.ts'

const standIns = resolve(import.meta.dirname, '../../test/stand-ins')
const noble = { distro: 'ubuntu', release: '24.04' }

describe('what a host is made of', () => {
  test('Debian, of its own packages', async () => {
    expect(whyNotBootable({ distro: 'debian', release: '13' })).toBeUndefined()
    const system = await findSystem({ distro: 'debian', release: '13' }, standIns)
    expect(system).toMatchObject({ kind: 'mmdebstrap', title: 'Debian 13', suite: 'trixie' })
  })

  test.each([
    [{ distro: 'debian', release: '9' }, 'no Debian 9 is known'],
    [{ distro: 'ubuntu', release: '20.04' }, 'no Ubuntu 20.04 is known'],
    [{ distro: 'fedora', release: '44' }, 'no distro fedora is known'],
  ])('%j is refused', async (release, reason) => {
    expect(whyNotBootable(release)).toBe(reason)
    await expect(findSystem(release, standIns)).rejects.toThrow(reason)
  })

  test('a stand-in is one only where it is asked for, and says so', async () => {
    const system = await findSystem(noble, standIns)
    expect(system).toMatchObject({ kind: 'stand-in', id: 'ubuntu-24.04-stand-in', base: '12' })
    expect(system.title).toBe('Ubuntu 24.04 stand-in (on Debian 12)')
    const real = whyNotBootable(noble)
    if (real === undefined) expect((await findSystem(noble)).kind).toBe('mmdebstrap')
    else await expect(findSystem(noble)).rejects.toThrow(real)
  })

  test('another file makes it another stand-in', () => {
    const directory = mkdtempSync(join(tmpdir(), 'mirrorc-stand-ins-'))
    cpSync(standIns, directory, { recursive: true })
    expect(readStandIn(directory, noble)?.digest).toBe(readStandIn(standIns, noble)?.digest)
    writeFileSync(join(directory, 'ubuntu/another'), '')
    expect(readStandIn(directory, noble)?.digest).not.toBe(readStandIn(standIns, noble)?.digest)
    rmSync(directory, { recursive: true })
  })
})
