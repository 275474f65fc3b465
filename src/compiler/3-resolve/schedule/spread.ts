import { createHash } from 'node:crypto'

const hour = 60

/**
 * The time fields of a job that runs every so many minutes. Where in the interval it runs follows
 * from a hash of domain, host and module: the same on every machine, different from mirror to mirror, and
 * never the full hour, when everybody else calls.
 */
export function spread(host: string, module: string, interval: number): string {
  const hours = Math.max(1, interval / hour)
  const slots = Math.min(interval, hour) - 1
  const slot = hash(`${host}\0${module}`) % (hours * slots)
  const minute = 1 + (slot % slots)
  const firstHour = Math.floor(slot / slots)
  return `${repeat(minute, Math.min(interval, hour), hour)} ${repeat(firstHour, hours, 24)} * * *`
}

// As a person would write it: a few numbers as a list, many as a range with a step.
function repeat(first: number, step: number, end: number): string {
  if (step === 1) return '*'
  const count = end / step
  if (count > 4) return first === 0 ? `*/${step}` : `${first}-${end - 1}/${step}`
  return Array.from({ length: count }, (_, index) => first + index * step).join(',')
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6)
}
