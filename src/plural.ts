/** "1 host", "2 hosts"; the plural is given where it is not the word and an s. */
export function plural(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`
}
