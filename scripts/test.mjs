// `npm test`: everything that CI runs, in one command. The last line is the count, over all layers.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installTestTools } from './test-tools.mjs'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules/.bin')
const results = mkdtempSync(join(tmpdir(), 'mirrorc-test-'))
const required = process.env.MIRRORC_LAB === 'required'
let passed = 0
let failed = 0

/** Tools that pass or fail as a whole, at the same time: each keeps one core busy. True when all of them passed. */
async function check(tools) {
  console.log(`\n== ${tools.map(([name]) => name).join(', ')}`)
  const ends = await Promise.all(tools.map(([, ...words]) => runTool(words)))
  for (const [index, { status, said }] of ends.entries()) {
    if (status === 0) passed++
    else failed++
    process.stdout.write(status === 0 ? said : `${said}\n${tools[index][0]}: failed\n`)
  }
  return ends.every(({ status }) => status === 0)
}

function runTool([command, ...words]) {
  const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  }
  return new Promise(resolve => {
    child.once('error', error => resolve({ status: 1, said: String(error) }))
    child.once('close', status => resolve({ status, said }))
  })
}

function suite(project) {
  console.log(`\n== ${project} tests`)
  const file = join(results, `${project}.json`)
  const words = ['run', '--project', project, '--reporter=default', '--reporter=json']
  const { status } = spawnSync(join(bin, 'vitest'), [...words, `--outputFile.json=${file}`], {
    cwd: root,
    stdio: 'inherit',
  })
  const report = readReport(file)
  passed += report.numPassedTests
  failed += report.numFailedTests
  const skipped = report.numPendingTests + report.numTodoTests
  if (skipped > 0) console.log(`${skipped} ${project} tests were skipped`)
  if (required && skipped > 0) failed += skipped
  // A file that cannot be loaded, or a run without a test, has no failed test of its own.
  if (status !== 0 && report.numFailedTests === 0) failed++
  if (report.numTotalTests === 0) failed++
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      numTotalTests: 0,
    }
  }
}

const isBuilt = await check([['build', process.execPath, join(root, 'scripts/build.mjs')]])
await check([
  ['lint and format', join(bin, 'biome'), 'check', '--error-on-warnings', '.'],
  ['types', join(bin, 'tsc'), '--noEmit', '-p', 'tsconfig.test.json'],
  ['unused code', join(bin, 'knip')],
])
if (isBuilt) {
  const { missingForLab, installTools } = await import('../dist/lab/requirements.js')
  const missing = await missingForLab()
  if (missing === undefined) await installTools(step => console.log(step))
  installTestTools()
  suite('unit')
  suite('e2e')
  if (missing !== undefined) console.log(`\nWithout the lab: ${missing}`)
}
rmSync(results, { recursive: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
