// Bundles src/ into dist/: one file for each thing that is started, and chunks that a command loads when it needs
// them. As 110 modules of their own, `mirrorc diff` took a sixth longer (docs/benchmarks.md). Types are checked by
// `npm run check`, not here. Nothing is minified: that saves 1 % and costs every stack trace.
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
import { rolldown } from 'rolldown'
import { nunjucksTemplates } from './nunjucks-templates.mjs'

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')
const dist = join(root, 'dist')

/** What is started, or imported by scripts. */
const entries = ['main', 'lab/main', 'lab/demo', 'lab/lab', 'lab/requirements']
/** Folders whose files are read at run time. */
const assets = ['runtime', 'lab/fresh-hosts']

// Built beside dist/ and renamed: whoever runs the program meanwhile has the old one or the new one.
const made = mkdtempSync(join(root, '.dist-'))
try {
  const chunks = await bundle()
  for (const asset of assets) cpSync(join(src, asset), join(made, asset), { recursive: true })
  writeFileSync(join(made, 'LICENSES.txt'), licenses(chunks))
  chmodSync(join(made, 'main.js'), 0o755)
  chmodSync(made, 0o755)
  putInPlace()
} finally {
  rmSync(made, { recursive: true, force: true })
}

async function bundle() {
  const build = await rolldown({
    input: Object.fromEntries(entries.map(name => [name, join(src, `${name}.ts`)])),
    platform: 'node',
    plugins: [nunjucksTemplates(), keepPlaces()],
  })
  const { output } = await build.write({
    dir: made,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  })
  await build.close()
  return output.filter(({ type }) => type === 'chunk')
}

/** A module finds the files beside it as if dist/ were laid out like src/, whatever chunk it ends in. */
function keepPlaces() {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!id.startsWith(src)) return null
      return code.replaceAll('import.meta.url', `placeOf(${JSON.stringify(relative(src, id))})`)
    },
    renderChunk(code, { fileName }) {
      return code.replaceAll(/placeOf\((".*?")\)/g, (_, path) => {
        const place = relative(dirname(fileName), JSON.parse(path))
        return `new URL(${JSON.stringify(place)}, import.meta.url).href`
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
