import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { runtimeProgram } from '../../src/ssh/runtime.ts'
import { toolsOf } from './package-tools.ts'
import { announce, onHost, withoutLab } from './support.ts'

/** On each host, whether cron is shown what is new, as the runner does it. */
const hosts = [
  { name: 'shown-12', release: '12', shown: true },
  { name: 'shown-13', release: '13', shown: true },
  { name: 'hidden-12', release: '12', shown: false },
]

/**
 * Puts a job in its place in the very second in which cron looks, some before and some after that. Cron sleeps whole
 * seconds, up to the first second of a minute: started at half a second, it looks at half a second.
 */
const race = (shown: boolean): string => `
${runtimeProgram('runner/stage')}${runtimeProgram('runner/switch')}
journal() { :; }
${shown ? '' : 'show_cron() { :; }'}
path=/etc/cron.d/racer tx=/root
# In hundredths of a second.
wait_until() { until [ "$(date +%s%2N)" -ge "$1" ]; do sleep 0.05; done; }
in_that_second() {
  rm -f "$path"
  wait_until "$(($(date +%s) + 1))50"
  systemctl restart cron
  wait_until "$((($(date +%s) / 60 + 1) * 60 + 1))15"
  printf '* * * * * root date >>/root/ran\\n' >"$(staged "$path")"
  begun=$(date +%S)
  wait_until "$(date +%s)85"
  replace
  [ "$begun $(date +%S)" = '01 01' ]
}
# Where the machine has much else to do, it comes too late.
in_that_second || in_that_second || in_that_second || { echo 'it came too late'; exit 1; }
rm -f /root/ran
sleep 125
cat /root/ran 2>/dev/null | wc -l`

describe.skipIf(withoutLab)('a job that is written in the second in which cron looks', () => {
  let lab: Lab

  beforeAll(async () => {
    lab = await startLab({ hosts })
    await announce(lab)
    for (const { name } of hosts) await onHost(lab, name, toolsOf('debian').install('cron'))
  }, 600_000)
  afterAll(() => lab?.stop())

  test('is run when cron is shown it, and never else', async () => {
    const runs = await Promise.all(
      hosts.map(async ({ name, shown }) => Number(await onHost(lab, name, race(shown)))),
    )
    expect(runs[0]).toBeGreaterThan(0)
    expect(runs[1]).toBeGreaterThan(0)
    expect(runs[2]).toBe(0)
  }, 400_000)
})
