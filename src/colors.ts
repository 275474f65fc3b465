import pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

/** The colours of one stream, or none. */
export function colorsFor(enabled: boolean): Colors {
  return pc.createColors(enabled)
}
