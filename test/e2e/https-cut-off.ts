import { expect } from 'vitest'
import type { Lab } from '../../src/lab/lab.ts'
import { authorityOf, type Site, webHost } from './https-support.ts'
import { onHost } from './support.ts'

/** Begins an apply, and comes back when the host asks an authority that does not answer. */
async function beginOrder(
  lab: Lab,
  site: Site,
): Promise<{ ended: ReturnType<Site['apply']>; unit: string }> {
  await authorityOf(lab).become('hung')
  const ended = site.apply('--retry-certificates')
  await onHost(
    lab,
    webHost,
    'timeout 60 sh -c "until pgrep -f \'[c]ertbot certonly\'; do sleep 0.1; done"',
  )
  const units = await onHost(
    lab,
    webHost,
    "systemctl list-units --plain --no-legend 'mirrorc-*.service'",
  )
  const [unit = ''] = units.trim().split(/\s/)
  expect(unit).toMatch(/^mirrorc-\d/)
  return { ended, unit }
}

/** Begins an order and kills the apply with all that it started. */
export async function killOrder(lab: Lab, site: Site): Promise<void> {
  const { ended, unit } = await beginOrder(lab, site)
  await onHost(lab, webHost, `systemctl kill --signal=KILL ${unit}`)
  const { code } = await ended
  expect([6, 9]).toContain(code)
  await authorityOf(lab).become('up')
  const left = `timeout 60 sh -c 'while systemctl -q is-active ${unit}; do sleep 0.1; done'`
  await onHost(lab, webHost, `${left}; ! pgrep -f '[c]ertbot certonly'`)
}

/** Begins an order and takes the host's power; gives it back. */
export async function losePower(lab: Lab, site: Site): Promise<void> {
  const { ended } = await beginOrder(lab, site)
  lab.kill(webHost)
  await lab.restart(webHost)
  await authorityOf(lab).become('up')
  expect((await ended).code).not.toBe(0)
  await onHost(lab, webHost, 'systemctl is-system-running --wait')
}
