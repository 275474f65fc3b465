// A program that is installed on a host is part of what mirrorc compiles, which reads no files.
import { readFileSync } from 'node:fs'

/** A plugin for the bundler and for vitest: an imported .sh file exports its `text`. */
export function shellText() {
  return {
    name: 'shell-text',
    load(id) {
      if (!id.endsWith('.sh')) return null
      const code = `export const text = ${JSON.stringify(readFileSync(id, 'utf8'))}\n`
      return { code, moduleType: 'js' }
    },
  }
}
