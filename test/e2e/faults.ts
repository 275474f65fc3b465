import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { changedOn, type Fault, type Release, servedOn } from './fault-list.ts'
import { titleOf } from './releases.ts'
import {
  announce,
  run as execute,
  mirrorc,
  mirrorDirectory,
  onHost,
  standIns,
  withoutLab,
} from './support.ts'

/** Each of the faults, one after the other, on one host that serves. */
export function describeFaults(release: Release, faults: readonly Fault[]): void {
  const title = `a host of ${titleOf(release)} that serves and is odd`
  describe.skipIf(withoutLab)(title, () => {
    let lab: Lab
    let mirror: ReturnType<typeof mirrorDirectory>
    let mending = ''
    const apply = (): ReturnType<typeof mirrorc> =>
      mirrorc(['apply', '--yes', '-f', mirror.file, '--ssh-config', lab.sshConfigFile])

    beforeAll(async () => {
      lab = await startLab({ hosts: [{ name: 'odd', ...release }], standIns })
      mirror = mirrorDirectory(servedOn(release))
      await announce(lab)
      const { code, stdout, stderr } = await apply()
      expect(code, stdout + stderr).toBe(0)
    })
    afterEach(() => onHost(lab, 'odd', mending))
    afterAll(async () => {
      mirror?.remove()
      await lab?.stop()
    })

    test.each(faults)(
      '$title: exit $exit, and the old is served',
      async fault => {
        mending = fault.after
        await onHost(lab, 'odd', fault.prepare)
        writeFileSync(mirror.file, fault.wants ?? changedOn(release))
        const before = await list(lab)
        const { code, stderr, stdout } = await apply()
        const paths = differing(before, await list(lab))
        expect(stdout + stderr).toMatch(fault.says)
        const changed = paths.filter(path => fault.changes?.test(path) !== true)
        const seen = { code, paths: changed }
        expect(seen, changed.join('\n')).toEqual({ code: fault.exit, paths: [] })
        if (!fault.title.includes('rsync daemon')) await expectServed(lab)
      },
      600_000,
    )

    test('in the end, nothing is odd: the change is made', async () => {
      mending = 'true'
      await expectServed(lab)
      writeFileSync(mirror.file, changedOn(release))
      const { code, stdout, stderr } = await apply()
      expect(code, stdout + stderr).toBe(0)
    })
  })
}

/** Files by path, with what a write would change; of directories not the time. */
async function list(lab: Lab): Promise<readonly string[]> {
  const places = '/etc /usr/local /var/lib /srv /usr/sbin/policy-rc.d'
  const not = '-path /var/lib/mirrorc/tx -o -path /var/lib/mirrorc/lock -o -path /var/lib/systemd'
  const format = '%p\\t%y %m %u:%g'
  const text = await onHost(
    lab,
    'odd',
    `find ${places} \\( ${not} \\) -prune -o -type d -printf '${format}\\n' -o \\
      -printf '${format} %s %T@ %l\\n' 2>/dev/null | sort`,
  )
  const lines = text.split('\n')
  expect(lines.length).toBeGreaterThan(300)
  return lines
}

function differing(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)]
  const differ = [...before.filter(line => !now.has(line)), ...after.filter(line => !old.has(line))]
  return [...new Set(differ.map(line => line.split('\t')[0] ?? ''))]
}

/** From outside, as it was before. */
async function expectServed(lab: Lab): Promise<void> {
  const address = lab.hosts[0]?.address ?? ''
  const url = `http://${address}/athena/`
  const http = await execute('curl', ['-s', '-f', '-H', 'Host: mirror.example.org', url])
  expect(http.code).toBe(0)
  const rsync = await execute('rsync', ['--contimeout=5', `rsync://${address}/`])
  expect(rsync.stdout).toMatch(/athena\s+The Athena Hub\n/)
}
