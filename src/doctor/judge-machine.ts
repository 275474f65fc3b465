import type { Case, Check } from './check.ts'
import { formatBytes, formatSeconds } from './format-amount.ts'

const leastCores = 4
/** 8 GB, without the tenth that firmware and kernel may keep for themselves. */
const leastMemory = 7.2e9
const leastMegabits = 1000
const mostSecondsApart = 5

/** What the machine is like, and who may look. */
export function judgeMachine(from: Case): readonly Check[] {
  return [
    judgeLogin(from),
    ...judgeSystem(from),
    judgeCores(from),
    judgeMemory(from),
    judgeLink(from),
    judgeSynchronization(from),
    judgeTime(from),
    judgeReboot(from),
  ]
}

function judgeLogin({ seen: { limited } }: Case): Check {
  const check = 'login'
  if (limited === undefined) return { check, status: 'ok', found: 'root' }
  const { message: found, hint } = limited
  return { check, status: 'problem', found, ...(hint === undefined ? {} : { advice: hint }) }
}

function judgeSystem({ wanted, seen: { unfit } }: Case): readonly Check[] {
  const check = 'system'
  if (unfit.length === 0) return [{ check, status: 'ok', found: wanted.title }]
  return unfit.map(({ message: found, hint }) => ({
    check,
    status: 'problem',
    found,
    ...(hint === undefined ? {} : { advice: hint }),
  }))
}

function judgeCores({ checkup: { machine } }: Case): Check {
  const check = 'cpu'
  const { cores } = machine
  if (cores === undefined) return { check, status: 'unseen', found: 'nproc does not say' }
  const found = cores === 1 ? '1 core' : `${cores} cores`
  if (cores >= leastCores) return { check, status: 'ok', found }
  return { check, status: 'warning', found, advice: `a mirror should have ${leastCores}` }
}

function judgeMemory({ checkup: { machine } }: Case): Check {
  const check = 'memory'
  const { memoryBytes } = machine
  if (memoryBytes === undefined)
    return { check, status: 'unseen', found: '/proc/meminfo does not say' }
  const found = formatBytes(memoryBytes)
  if (memoryBytes >= leastMemory) return { check, status: 'ok', found }
  return { check, status: 'warning', found, advice: 'a mirror should have 8 GB' }
}

function judgeLink({ checkup: { machine } }: Case): Check {
  const check = 'link'
  const { megabitsPerSecond: speed } = machine
  if (speed === undefined)
    return { check, status: 'note', found: 'the network device does not tell its speed' }
  const found = `${speed} Mbit/s`
  if (speed >= leastMegabits) return { check, status: 'ok', found }
  return { check, status: 'warning', found, advice: 'a mirror should have 1 Gbit/s' }
}

function judgeSynchronization({ checkup: { machine } }: Case): Check {
  const check = 'clock'
  if (machine.synchronized === true) return { check, status: 'ok', found: 'synchronised' }
  if (machine.container !== undefined) {
    const found = `that of the machine around this container (${machine.container})`
    return { check, status: 'note', found }
  }
  if (machine.synchronized === undefined) {
    const found = 'neither systemd-timesyncd nor chrony keeps it'
    const advice = 'does anything else? If not: `timedatectl set-ntp true`, or chrony'
    return { check, status: 'unseen', found, advice }
  }
  const advice = 'run `timedatectl set-ntp true` there, or chrony'
  return { check, status: 'warning', found: 'not synchronised', advice }
}

function judgeTime({ checkup: { clock } }: Case): Check {
  const check = 'time'
  const apart = Math.abs(clock.ahead)
  if (apart <= mostSecondsApart + clock.uncertain)
    return { check, status: 'ok', found: "as this machine's" }
  const found = `${formatSeconds(apart)} ${clock.ahead > 0 ? 'ahead of' : 'behind'} this machine's`
  return {
    check,
    status: 'warning',
    found,
    advice: 'one of the two is wrong: compare with a third',
  }
}

function judgeReboot({ checkup: { machine } }: Case): Check {
  const check = 'reboot'
  if (machine.reboot === undefined) return { check, status: 'ok', found: 'none is pending' }
  const found = { required: 'packages ask for one', kernel: 'the running kernel is not installed' }[
    machine.reboot
  ]
  return { check, status: 'warning', found, advice: 'boot it again when it suits your users' }
}
