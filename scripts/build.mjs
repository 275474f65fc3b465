// Compiles src/ into dist/ and copies what tsc does not: shell programs, templates, generated JavaScript.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const copied = new Set(['.sh', '.njk', '.js', '.json'])

rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], {
  stdio: 'inherit',
})
for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !copied.has(extname(entry.name))) continue
  const source = join(entry.parentPath, entry.name)
  cpSync(source, source.replace(join(root, 'src'), join(root, 'dist')))
}
cpSync(join(root, 'mirror.schema.json'), join(root, 'dist/mirror.schema.json'))
chmodSync(join(root, 'dist/main.js'), 0o755)
