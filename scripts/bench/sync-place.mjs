import { spawn } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, runWell } from './run.mjs'

const root = join(import.meta.dirname, '../..')
/** Nobody of Debian's and everybody else's: what pulls is not root. */
const user = 65534

/** An upstream, and the places of the sync program, in the mount namespace that this process has to itself. */
export async function startSyncBench(directory, progress) {
  chmodSync(directory, 0o755)
  const hub = join(directory, 'hub')
  mkdirSync(hub)
  const port = await freePort()
  const program = await installProgram(directory)
  const daemon = await startDaemon({ directory, hub, port })
  const url = tree => `rsync://127.0.0.1:${port}/hub/${tree}`
  const place = (tree, whose) => join(directory, `${tree}-${whose}`)
  const command = asked => ({
    ...asked,
    timeout: 600_000,
    measure: one => timed(one, daemon),
    prepare: () => (asked.fresh ? emptied(asked.destination) : undefined),
  })
  return {
    async makeImages(mib) {
      progress(`making ${mib} MiB of images`)
      makeImages(join(hub, 'images'), mib)
      return 'images'
    },
    async makeSmallFiles(count) {
      progress(`making ${count} small files`)
      makeSmallFiles(join(hub, 'small'), count)
      return 'small'
    },
    rsync({ tree, to, rsync, ...asked }) {
      const destination = place(tree, to)
      mkdirSync(destination, { recursive: true })
      return command({
        ...asked,
        destination,
        words: [...rsync, `${url(tree)}/`, `${destination}/`],
      })
    },
    mirrorSync({ tree, withFreshness, ...asked }) {
      const module = `${tree}${withFreshness ? '-fresh' : ''}`
      const destination = place(tree, withFreshness ? 'fresh' : 'mirrorc')
      mkdirSync(destination, { recursive: true })
      writeModule(module, { upstream: url(tree), path: destination, withFreshness })
      const prepare = async () => {
        if (asked.fresh) await emptied(destination, module)
        else if (!existsSync(stateOf(module))) await firstSync(destination, program, module)
      }
      const wanted = asked.fresh ? /entries changed/ : /nothing new|the one of the last/
      return { ...command({ ...asked, wanted, words: [program, module] }), prepare }
    },
    async stop() {
      daemon.kill('SIGKILL')
      await runWell('umount', ['-l', '/etc', '/var/lib', join(directory, 'layers')])
    },
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** What a host gets, laid over this machine's /etc and /var/lib. */
async function installProgram(directory) {
  const layers = join(directory, 'layers')
  mkdirSync(layers)
  await runWell('mount', ['-t', 'tmpfs', 'layers', layers])
  for (const below of ['/etc', '/var/lib']) {
    const [upper, work] = ['upper', 'work'].map(kind =>
      join(layers, `${kind}${below.replaceAll('/', '-')}`),
    )
    for (const made of [upper, work]) mkdirSync(made)
    const overlay = `lowerdir=${below},upperdir=${upper},workdir=${work}`
    await runWell('mount', ['-t', 'overlay', 'overlay', '-o', overlay, below])
  }
  for (const path of ['/etc/mirrorc/modules', '/var/lib/mirrorc/status', '/var/lib/mirrorc-sync']) {
    mkdirSync(path, { recursive: true })
    chownSync(path, user, user)
  }
  writeFileSync('/etc/mirrorc/sync.conf', 'user nobody\n')
  const compiled = join(directory, 'compiled')
  const example = join(root, 'examples/athena/mirror.yaml')
  const words = [join(root, 'dist/main.js'), 'compile', 'fra1', '-f', example, '-o', compiled]
  await runWell(process.execPath, words)
  const program = join(directory, 'mirror-sync')
  copyFileSync(join(compiled, 'fra1/files/usr/local/lib/mirrorc/mirror-sync'), program)
  chmodSync(program, 0o755)
  return program
}

function writeModule(module, { upstream, path, withFreshness }) {
  const more = withFreshness ? 'freshness lastupdate\n' : ''
  writeFileSync(
    join('/etc/mirrorc/modules', module),
    `upstream ${upstream}\npath ${path}\nheadroom_mib 0\nretries 0\n${more}`,
  )
}

async function startDaemon({ directory, hub, port }) {
  const configuration = join(directory, 'hub.conf')
  writeFileSync(configuration, `use chroot = no\nreverse lookup = no\n[hub]\npath = ${hub}\n`)
  const words = ['--daemon', '--no-detach', '--address=127.0.0.1', `--port=${port}`]
  // rsync(1): a daemon whose standard input is a socket thinks that inetd has started it.
  const more = [`--config=${configuration}`, '--log-file=/dev/null']
  // It ends with this process, however that ends.
  const command = ['--pdeathsig=KILL', 'rsync', ...words, ...more]
  const daemon = spawn('setpriv', command, { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries += 1) {
    const { code } = await run('rsync', [`rsync://127.0.0.1:${port}/`])
    if (code === 0) return daemon
    await sleep(50)
  }
  daemon.kill('SIGKILL')
  throw new Error('the rsync daemon does not answer')
}

/** Bytes that do not compress, as those of images and packages do not. */
function makeImages(directory, mib) {
  mkdirSync(directory)
  writeFileSync(join(directory, 'lastupdate'), '1795000000\n')
  const count = 3
  for (let number = 1; number <= count; number += 1) {
    const content = randomFillSync(Buffer.alloc(Math.floor((mib / count) * 1024 * 1024)))
    writeFileSync(join(directory, `image-${number}.iso`), content)
  }
}

function makeSmallFiles(directory, count) {
  mkdirSync(directory)
  writeFileSync(join(directory, 'lastupdate'), '1795000000\n')
  const noise = randomFillSync(Buffer.alloc(1 << 20))
  for (let number = 0; number < count; number += 1) {
    const below = join(directory, `d${Math.floor(number / 500)}`)
    if (number % 500 === 0) mkdirSync(below)
    const start = (number * 7919) % (noise.length - 4096)
    writeFileSync(
      join(below, `file-${number}`),
      noise.subarray(start, start + 100 + (number % 3000)),
    )
  }
}

/** Nothing is there, and nothing waits to be written to the disk. */
async function emptied(destination, module) {
  rmSync(destination, { recursive: true, force: true })
  mkdirSync(destination)
  chownSync(destination, user, user)
  if (module !== undefined) rmSync(stateOf(module), { recursive: true, force: true })
  await runWell('sync', [])
}

async function firstSync(destination, program, module) {
  await emptied(destination, module)
  await runWell('setpriv', [...asUser, program, module], { timeout: 600_000 })
}

const stateOf = module => join('/var/lib/mirrorc-sync', module)

const asUser = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']

/** The time of a command and its children by bash(1)'s clock, and what its upstream's took by proc(5). */
async function timed({ name, words, wanted, timeout }, daemon) {
  const before = ticksOf(daemon)
  const script = 'TIMEFORMAT="took %R %U %S"; time setpriv "$@"'
  const { code, output } = await run('bash', ['-c', script, 'bash', ...asUser, ...words], {
    timeout,
  })
  const [, real, own, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(output) ?? []
  if (code !== 0 || real === undefined || !(wanted?.test(output) ?? true)) {
    throw new Error(`${name} ended with ${code} and said:\n${output.slice(-2000)}`)
  }
  await sleep(50)
  return {
    ms: Number(real) * 1000,
    cpu: (Number(own) + Number(system)) * 1000,
    upstream: (ticksOf(daemon) - before) * 10,
  }
}

/** Of its children that have ended, in hundredths of a second: fields 16 and 17. */
function ticksOf({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return Number(fields[13]) + Number(fields[14])
}
