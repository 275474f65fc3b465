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

/** A tool that passes or fails as a whole. */
function check(name, command, ...words) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(command, words, { cwd: root, stdio: 'inherit' })
  if (status === 0) passed++
  else failed++
  return status === 0
}

/** Counts what a project of vitest tried. `watch` is told of all that it prints. */
function suite(project, watch) {
  const file = join(results, `${project}.json`)
  const words = ['run', '--project', project, '--reporter=default', '--reporter=json']
  const vitest = spawn(join(bin, 'vitest'), [...words, `--outputFile.json=${file}`], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'pipe'],
  })
  for (const stream of [vitest.stdout, vitest.stderr]) stream.on('data', watch)
  return new Promise(resolve =>
    vitest.once('close', status => resolve(count(project, file, status))),
  )
}

function count(project, file, status) {
  const report = readReport(file)
  passed += report.numPassedTests
  failed += report.numFailedTests
  const skipped = report.numPendingTests + report.numTodoTests
  if (required && skipped > 0) failed += skipped
  // A file that cannot be loaded, or a run without a test, has no failed test of its own.
  if (status !== 0 && report.numFailedTests === 0) failed++
  if (report.numTotalTests === 0) failed++
  return skipped > 0 ? `${skipped} ${project} tests were skipped\n` : ''
}

/** Both at once: the one works, the other mostly waits for hosts. What the second one prints comes behind the first. */
async function suites() {
  const kept = []
  let isFirstDone = false
  const e2e = suite('e2e', data => (isFirstDone ? process.stdout.write(data) : kept.push(data)))
  process.stdout.write('\n== unit tests\n')
  const skipped = await suite('unit', data => process.stdout.write(data))
  process.stdout.write(`${skipped}\n== e2e tests\n`)
  for (const data of kept) process.stdout.write(data)
  isFirstDone = true
  process.stdout.write(await e2e)
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

check('lint and format', join(bin, 'biome'), 'check', '--error-on-warnings', '.')
check('types', join(bin, 'tsc'), '--noEmit', '-p', 'tsconfig.test.json')
check('unused code', join(bin, 'knip'))
if (check('build', process.execPath, join(root, 'scripts/build.mjs'))) {
  const { missingForLab, installTools } = await import('../dist/lab/requirements.js')
  const missing = await missingForLab()
  if (missing === undefined) await installTools(step => console.log(step))
  installTestTools()
  await suites()
  if (missing !== undefined) console.log(`\nWithout the lab: ${missing}`)
}
rmSync(results, { recursive: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
