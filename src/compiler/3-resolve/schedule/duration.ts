const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A duration of mirror.schema.json such as `90s`, `30m`, `6h` or `2d` in seconds. */
export function parseDuration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  return Number(text.slice(0, -1)) * (seconds[text.slice(-1)] ?? 1)
}
