// `npm run bench:sync`: how long the sync program takes for what the guide's own command does, and plain rsync, from
// the same upstream on this machine, in one run. Asserts nothing.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measure } from './bench/measure.mjs'
import { aboutMachine, formatTable, summarize } from './bench/report.mjs'
import { runWell } from './bench/run.mjs'
import { startSyncBench } from './bench/sync-place.mjs'

const usage = `Usage: npm run bench:sync -- [--rounds NUMBER] [--mib NUMBER] [--files NUMBER] [--directory DIR] [--json]

  --rounds NUMBER  how often each transfer is measured, 3; a run with nothing to do five times as often
  --mib NUMBER     size of the tree of images, 600; 0 leaves it out
  --files NUMBER   files of the tree of small files, 100000; 0 leaves it out
  --directory DIR  where the trees lie; five times their size is needed
  --json           print data instead of a table

Needs root on Linux: the sync program's places are put over this machine's in a mount namespace of its own.
`

const guideWords = ['rsync', '-avzzlr', '--delete']
const plainWords = ['rsync', '-a', '--delete']

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    mib: { type: 'string', default: '600' },
    files: { type: 'string', default: '100000' },
    directory: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
    inside: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) process.stdout.write(usage)
else if (options.inside) await bench()
else process.exitCode = enter()

/** A mount namespace, so that nothing of this machine's own is touched. */
function enter() {
  const own = [process.execPath, ...process.argv.slice(1), '--inside']
  const words = ['--mount', '--propagation', 'private', '--', ...own]
  return spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1
}

async function bench() {
  const about = aboutMachine()
  const directory = mkdtempSync(join(options.directory, 'mirrorc-bench-'))
  const place = await startSyncBench(directory, progress)
  const rounds = Number(options.rounds)
  try {
    const measured = [
      ...(await measureImages(place, Number(options.mib), rounds)),
      ...(await measureFiles(place, Number(options.files), rounds)),
    ]
    const summary = summarize(measured, { ...about, versions: [await rsyncVersion()] })
    process.stdout.write(
      options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : formatTable(summary),
    )
  } finally {
    await place.stop()
    rmSync(directory, { recursive: true })
  }
}

async function measureImages(place, mib, rounds) {
  if (mib === 0) return []
  const what = `${mib} MiB of images`
  const tree = await place.makeImages(mib)
  return [
    ...(await measure(transfers(place, tree, what, { ratio: 1 / 3 }), rounds, progress)),
    ...(await measure(unchanged(place, tree, what), rounds * 5, progress)),
  ]
}

async function measureFiles(place, count, rounds) {
  if (count === 0) return []
  const what = `${count.toLocaleString('en')} small files`
  const tree = await place.makeSmallFiles(count)
  return [
    ...(await measure(transfers(place, tree, what), rounds, progress)),
    ...(await measure(unchanged(place, tree, what), rounds * 5, progress)),
  ]
}

/** Everything, into an empty place. */
function transfers(place, tree, what, goal) {
  const guide = `guide, ${what}: all`
  return [
    place.rsync({ name: guide, tree, to: 'guide', rsync: guideWords, fresh: true }),
    place.rsync({
      name: `plain rsync, ${what}: all`,
      tree,
      to: 'plain',
      rsync: plainWords,
      fresh: true,
    }),
    place.mirrorSync({
      name: `mirror-sync, ${what}: all`,
      tree,
      fresh: true,
      goal,
    }),
  ].map(one => ({ ...one, cold: true, against: one.name === guide ? undefined : guide }))
}

/** What most runs are: the upstream has nothing new. */
function unchanged(place, tree, what) {
  const plain = `plain rsync, ${what}: nothing new`
  return [
    place.rsync({ name: plain, tree, to: 'plain', rsync: plainWords }),
    place.rsync({ name: `guide, ${what}: nothing new`, tree, to: 'guide', rsync: guideWords }),
    place.mirrorSync({ name: `mirror-sync, ${what}: nothing new`, tree, goal: { ratio: 1.2 } }),
    place.mirrorSync({
      name: `mirror-sync, ${what}: nothing new, by its freshness file`,
      tree,
      withFreshness: true,
    }),
  ].map(one => ({ ...one, against: one.name === plain ? undefined : plain }))
}

async function rsyncVersion() {
  const { output } = await runWell('rsync', ['--version'])
  return output
    .split('\n')[0]
    .replace(/ +protocol.*/, '')
    .replace(/ +/g, ' ')
}

/** One line that is drawn anew on a terminal; lines for a log. */
function progress(text) {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text.slice(0, 100)}` : `${text}\n`)
}
