import type { Span } from '../source.ts'

/** Whether a span has something in common with one of the given ones; an empty span counts as one character. */
export function overlapsAny(spans: readonly Span[]): (span: Span) => boolean {
  const merged = merge(spans)
  return span => {
    let low = 0
    let high = merged.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((merged[middle]?.end ?? 0) <= span.start) low = middle + 1
      else high = middle
    }
    const next = merged[low]
    return next !== undefined && next.start < endOf(span)
  }
}

function merge(spans: readonly Span[]): readonly Span[] {
  const merged: { start: number; end: number }[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, endOf(span))
    else merged.push({ start: span.start, end: endOf(span) })
  }
  return merged
}

function endOf({ start, end }: Span): number {
  return Math.max(end, start + 1)
}
