// Bundles src/ into dist/: the program as one file, with what V8 makes of it, and the lab. Types are checked by
// `npm run check`, not here. Nothing is minified: that saves 1 % of a `diff` and costs every stack trace.
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { rolldown } from 'rolldown'
import { nunjucksTemplates } from './nunjucks-templates.mjs'
import { shellText } from './shell-text.mjs'

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')
const dist = join(root, 'dist')

/** The program; src/start.ts runs each file of it as a function of what a CommonJS module needs. */
const program = {
  input: { program: './main.ts' },
  output: {
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    postBanner: '(function (exports, require, module, __filename, __dirname) {',
    postFooter: '})',
  },
}
/** What is started, or imported by scripts and tests. */
const modules = {
  input: {
    main: './start.ts',
    'lab/main': './lab/main.ts',
    'lab/demo': './lab/demo.ts',
    'lab/lab': './lab/lab.ts',
    'lab/requirements': './lab/requirements.ts',
  },
  output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
}
/** Folders whose files are read at run time. */
const assets = ['runtime', 'lab/fresh-hosts']

// Built beside dist/ and renamed: whoever runs the program meanwhile has the old one or the new one.
const made = mkdtempSync(join(root, '.dist-'))
try {
  const parts = await bundle(program)
  for (const { fileName } of parts) compile(fileName)
  const chunks = [...parts, ...(await bundle(modules))]
  for (const asset of assets) cpSync(join(src, asset), join(made, asset), { recursive: true })
  writeFileSync(join(made, 'LICENSES.txt'), licenses(chunks))
  chmodSync(join(made, 'main.js'), 0o755)
  chmodSync(made, 0o755)
  putInPlace()
} finally {
  rmSync(made, { recursive: true, force: true })
}

async function bundle({ input, output: options }) {
  const plugins = [nunjucksTemplates(), shellText(), keepPlaces()]
  const build = await rolldown({ cwd: src, input, platform: 'node', plugins })
  const { output } = await build.write({ dir: made, ...options })
  await build.close()
  return output.filter(({ type }) => type === 'chunk')
}

/** Keeps, for src/start.ts, what V8 makes of a file of the program. */
function compile(name) {
  const text = readFileSync(join(made, name), 'utf8')
  // All functions, also those that V8 would leave for their first call.
  setFlagsFromString('--no-lazy')
  const script = new Script(text, { filename: `dist/${name}` })
  // The flags are part of what V8 compares when it is asked to use this.
  setFlagsFromString('--lazy')
  const cachedData = script.createCachedData()
  if (new Script(text, { cachedData }).cachedDataRejected) throw new Error('V8 refuses its own')
  writeFileSync(join(made, `${name}.cache`), cachedData)
}

/** A module finds the files beside it as if dist/ were laid out like src/, whatever chunk it ends in. */
function keepPlaces() {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!id.startsWith(src)) return null
      return code.replaceAll('import.meta.url', `placeOf(${JSON.stringify(relative(src, id))})`)
    },
    renderChunk(code, { fileName }, { format }) {
      const here =
        format === 'cjs' ? "require('node:url').pathToFileURL(__filename)" : 'import.meta.url'
      return code.replaceAll(/placeOf\((".*?")\)/g, (_, path) => {
        const place = relative(dirname(fileName), JSON.parse(path))
        return `new URL(${JSON.stringify(place)}, ${here}).href`
      })
    },
  }
}

/** The licences of the packages whose code is in dist/. */
function licenses(chunks) {
  const ids = chunks.flatMap(({ moduleIds }) => moduleIds)
  const found = ids.map(id => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id))
  const packages = new Map(found.filter(Boolean).map(([directory, name]) => [name, directory]))
  const texts = [...packages].toSorted().map(([name, directory]) => {
    const file = readdirSync(directory).find(entry => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} has no licence`)
    return `${name}\n\n${readFileSync(join(directory, file), 'utf8').trim()}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

function putInPlace() {
  const old = `${made}.old`
  for (let attempt = 1; ; attempt += 1) {
    renameIfThere(dist, old)
    try {
      return renameSync(made, dist)
    } catch (error) {
      // Another build has put its own there between the two renames.
      if (error.code !== 'ENOTEMPTY' || attempt === 10) throw error
    } finally {
      rmSync(old, { recursive: true, force: true })
    }
  }
}

function renameIfThere(from, to) {
  try {
    renameSync(from, to)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
