const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes as disks are sold: 7.6 GB, 271 GB. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`
}

/** A time that has gone by, in its largest fitting unit: 42 s, 3 hours. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} minutes`
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(0)} hours`
  return `${(seconds / 86_400).toFixed(0)} days`
}
