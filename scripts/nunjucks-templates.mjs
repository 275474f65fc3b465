// Templates are compiled when mirrorc is built: to parse and compile them took 35 ms of every `diff`
// and `compile`, and half of nunjucks had to be loaded for it.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import nunjucks from 'nunjucks'

const environment = new nunjucks.Environment(null, {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
})

/** A plugin for the bundler and for vitest: an imported .njk file exports its `template`, compiled. */
export function nunjucksTemplates() {
  return {
    name: 'nunjucks-templates',
    load(id) {
      if (!id.endsWith('.njk')) return null
      const wrapper = ([{ template }]) => `export const template = (() => {\n${template}\n})()\n`
      const options = { name: basename(id), env: environment, wrapper }
      const code = nunjucks.precompileString(readFileSync(id, 'utf8'), options)
      return { code, moduleType: 'js' }
    },
  }
}
