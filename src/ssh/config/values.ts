/** What ssh_config(5) says about one host: lower-case keywords, each with its values in order. */
export type ConfigValues = ReadonlyMap<string, readonly string[]>

/** The one value of a keyword; `none` is how ssh_config(5) says "not set". */
export function oneValue(values: ConfigValues, keyword: string): string | undefined {
  const value = values.get(keyword)?.[0]
  return value === undefined || value.toLowerCase() === 'none' ? undefined : value
}

/** All values of a keyword that may be given several times. */
export function allValues(values: ConfigValues, keyword: string): readonly string[] {
  return (values.get(keyword) ?? []).filter(value => value.toLowerCase() !== 'none')
}
