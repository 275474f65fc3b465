import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { mirrorText, releases } from './releases.ts'
import { announce, mirrorc, mirrorDirectory, onHost, standIns, withoutLab } from './support.ts'

const units = "'mirrorc-sync@*.timer'"
// Not by a pattern, which is-enabled of systemd 257 does not know.
const each = 'mirrorc-sync@athena.timer mirrorc-sync@athena-images.timer'
const byTimer = mirrorText.replace('modules:', 'schedule: { backend: timer }\nmodules:')

/** Prints what runs when: `MODULE MINUTE` of the timers, or of the file of cron's. */
const minutes = {
  timer: `systemctl show -p TimersCalendar ${units} | sed -n 's/.*OnCalendar=[^:]*:\\([0-9]*\\):00 .*/\\1/p' | sort`,
  cron: 'awk \'/mirror-sync/ { printf "%02d\\n", $1 }\' /etc/cron.d/mirrorc | sort',
}

describe.skipIf(withoutLab)('syncs by timers, on every release', () => {
  let lab: Lab
  let directory: ReturnType<typeof mirrorDirectory>
  beforeAll(async () => {
    lab = await startLab({ hosts: releases, standIns })
    directory = mirrorDirectory(byTimer)
    await announce(lab)
  })
  afterAll(async () => {
    directory?.remove()
    await lab?.stop()
  })

  const names = releases.map(({ name }) => name)
  const on = (command: string) => Promise.all(names.map(name => onHost(lab, name, command)))

  async function apply(text: string): Promise<void> {
    writeFileSync(directory.file, text)
    const words = ['--all', '--yes', '-f', directory.file, '--ssh-config', lab.sshConfigFile]
    const { code, stdout, stderr } = await mirrorc(['apply', ...words, '--allow-prune', '40'])
    expect(code, stdout.slice(-3000) + stderr).toBe(0)
    const { code: left, stdout: rest } = await mirrorc([
      'diff',
      ...words.filter(word => !/^--(?:yes|all)$/.test(word)),
    ])
    expect(left, rest).toBe(0)
  }

  test('an apply switches the timers on, and no cron is needed', async () => {
    await apply(byTimer)
    for (const said of await on(
      `systemctl is-enabled ${each}; systemctl is-active ${each}; ls /etc/cron.d/mirrorc 2>&1 | tail -c 26`,
    ))
      expect(said).toBe('enabled\nenabled\nactive\nactive\nNo such file or directory\n')
  })

  test('the service syncs, and can do nothing else', async () => {
    const said = await on(`systemctl start mirrorc-sync@athena mirrorc-sync@athena-images
      journalctl -t mirrorc-sync -o cat --no-pager
      find /srv/mirrors -name .mirrorc -prune -o -type f -print | wc -l
      systemd-analyze security --no-pager mirrorc-sync@athena.service | tail -n 1; systemctl --version | head -n 1`)
    for (const [index, each] of said.entries()) {
      console.log(`${names[index]}: ${each.trim().split('\n').slice(-2).join('; ')}`)
      expect(each).toContain('athena: ')
      expect(each).toMatch(/athena-images: 4 entries changed/)
      expect(Number(/level for .*: (\d+\.\d)/.exec(each)?.[1])).toBeLessThan(2)
    }
    const tries = await on(`mkdir -p /run/systemd/system/mirrorc-sync@athena.service.d
      printf '[Service]\\nExecStart=\\nExecStart=/bin/sh -c "touch /srv/mirrors/athena/mine; touch /srv/mirrors/athena-images/x /etc/x /usr/local/x /var/tmp/seen /home/x; ls /root; chmod u+s /srv/mirrors/athena/mine; true"\\n' >/run/systemd/system/mirrorc-sync@athena.service.d/z.conf
      systemctl daemon-reload; systemctl start mirrorc-sync@athena; rm -r /run/systemd/system/mirrorc-sync@athena.service.d; systemctl daemon-reload
      stat -c %a /srv/mirrors/athena/mine; rm /srv/mirrors/athena/mine
      ls /srv/mirrors/athena-images/x /etc/x /usr/local/x /var/tmp/seen /home/x 2>/dev/null || true`)
    for (const each of tries) expect(each).toBe('644\n')
  })

  test('from timers to cron and back, at the same minutes, in one apply', async () => {
    const before = await on(minutes.timer)
    expect(before[0]).toMatch(/^\d\d\n\d\d\n$/)
    await apply(mirrorText)
    expect(await on(minutes.cron)).toEqual(before)
    const gone = await on(
      `ls /etc/systemd/system | grep mirrorc-sync || true; systemctl list-units --all --no-legend --state=loaded ${units}`,
    )
    for (const each of gone) expect(each.trim()).toBe('')
    await apply(byTimer)
    expect(await on(minutes.timer)).toEqual(before)
    for (const said of await on('ls /etc/cron.d')) expect(said).not.toContain('mirrorc')
  })
})
