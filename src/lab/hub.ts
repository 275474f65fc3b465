import { createCipheriv, createHash } from 'node:crypto'
import {
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { launch } from './launch.ts'
import { createNamespace, namespacePath } from './network.ts'
import { type LabState, labDirectory } from './state.ts'
import { waitForPort } from './wait.ts'

/** Every file of the hub carries this time, so that two labs serve the same trees. */
const published = new Date('2026-01-15T06:30:00Z')

/** Taken among the lab's machines: no host can have it. */
export const hubName = 'hub'

const packageNames = [
  'athena-config-1.4.2-1-any',
  'athena-keyring-20260101-1-any',
  'athena-mirrorlist-20260110-1-any',
  'athena-nvim-config-2.1.0-3-any',
  'athena-welcome-2.0.6-1-x86_64',
  'hack-tools-1.9.11-1-any',
]

/** Starts the upstream: an rsync daemon with Athena's two modules, in a network namespace of its own. */
export async function startHub(state: LabState): Promise<void> {
  const { hub } = state
  fillModules(hub.directory)
  const configuration = join(labDirectory(state.id), `${hubName}.conf`)
  writeFileSync(configuration, rsyncdConfiguration(hub.directory))
  await createNamespace(state, hubName, hub)
  const process = launch(state.id, hubName, [
    ...['nsenter', `--net=${namespacePath(state.id, hubName)}`],
    ...['rsync', '--daemon', '--no-detach', '--log-file=/dev/stderr', `--config=${configuration}`],
  ])
  await waitForPort(hub.address, 873, process)
}

function rsyncdConfiguration(directory: string): string {
  const modules = ['athena', 'athena-images'].map(
    name => `[${name}]\ncomment = ${name} of the lab\npath = ${join(directory, name)}\n`,
  )
  return `use chroot = yes\nuid = nobody\ngid = nogroup\nread only = yes\n\n${modules.join('\n')}`
}

/** Small trees with what makes a mirror's life hard: links, a dotfile, a file that says when the tree was made. */
function fillModules(directory: string): void {
  const os = join(directory, 'athena/os/x86_64')
  for (const [index, name] of packageNames.entries()) {
    writeFile(join(os, `${name}.pkg.tar.zst`), noise(name, 60_000 + index * 70_000))
    writeFile(join(os, `${name}.pkg.tar.zst.sig`), noise(`${name}.sig`, 566))
  }
  for (const kind of ['db', 'files']) {
    writeFile(join(os, `athena.${kind}.tar.gz`), noise(kind, 20_000))
    symlinkSync(`athena.${kind}.tar.gz`, join(os, `athena.${kind}`))
  }
  writeFile(join(directory, 'athena/lastupdate'), `${published.getTime() / 1000}\n`)
  writeFile(join(directory, 'athena/.build-id'), 'a7e3\n')

  const images = join(directory, 'athena-images')
  const image = 'athena-rolling-2026.01.15-x86_64.iso'
  const content = noise(image, 2_000_000)
  writeFile(join(images, image), content)
  const sum = createHash('sha256').update(content).digest('hex')
  writeFile(join(images, `${image}.sha256`), `${sum}  ${image}\n`)
  symlinkSync(image, join(images, 'athena-rolling-x86_64.iso'))
  setTimes(directory)
}

function writeFile(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content, { mode: 0o644 })
}

/** Bytes that compress as badly as a package does, and are the same for the same name. */
function noise(name: string, length: number): Buffer {
  const key = createHash('sha256').update(name).digest().subarray(0, 16)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

/** Children first: writing into a directory changes its time. */
function setTimes(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) setTimes(path)
    else lutimesSync(path, published, published)
  }
  utimesSync(directory, published, published)
}
