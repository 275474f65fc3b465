import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { mirrorText, releases } from './releases.ts'
import { announce, mirrorc, mirrorDirectory, onHost, run, standIns, withoutLab } from './support.ts'

describe.skipIf(withoutLab)('commands.sh, run by hand on a fresh host', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>

  beforeAll(async () => {
    lab = await startLab({ hosts: releases, standIns }, step => console.log(step))
    mirror = mirrorDirectory(mirrorText)
    await announce(lab)
  }, 600_000)

  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  test.concurrent.each(releases)('ends on $name where apply ends', async ({ name }) => {
    const out = join(dirname(mirror.file), name)
    expect((await mirrorc(['compile', name, '-f', mirror.file, '-o', out])).code).toBe(0)
    const sent = await run('scp', [
      '-q',
      '-r',
      '-F',
      lab.sshConfigFile,
      `${out}/${name}`,
      `${name}:`,
    ])
    expect(sent.code, sent.stderr).toBe(0)
    for (const _ of ['once', 'twice']) await onHost(lab, name, `sh ${name}/commands.sh 2>&1`)
    const { code, stdout } = await mirrorc([
      ...['diff', name, '-f', mirror.file],
      ...['--ssh-config', lab.sshConfigFile],
    ])
    expect(stdout).toContain('nothing to do')
    expect(code).toBe(0)
  })
})
