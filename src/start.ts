#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

// What is started as `mirrorc`. It runs the program, src/main.ts, from the files that scripts/build.mjs makes of it:
// CommonJS modules, each with what V8 made of it then. For V8 to compile them anew takes 55 ms of every `diff`, a
// seventh, and 40 ms of a `validate`, a fifth. Another V8 than that of the build refuses what it did not make, and
// compiles. From 22.1 on, Node does the like by itself: module.enableCompileCache().
const modules = new Map<string, { readonly exports: object }>()

load(join(import.meta.dirname, 'program.cjs'))

function load(file: string): object {
  const known = modules.get(file)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  modules.set(file, module)
  const script = new Script(readFileSync(file, 'utf8'), {
    filename: file,
    cachedData: readFileSync(`${file}.cache`),
  })
  const directory = dirname(file)
  const outside = createRequire(file)
  const require = (name: string) =>
    name.startsWith('.') ? load(join(directory, name)) : outside(name)
  script.runInThisContext()(module.exports, require, module, file, directory)
  return module.exports
}
