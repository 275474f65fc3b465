import type { LabHost } from '../../src/lab/state.ts'
import { run } from './support.ts'

const domain = 'mirror.example.org'
const image = 'athena-images/athena-rolling-2026.01.15-x86_64.iso'

/** The headers that a mirror's users and their caches go by. */
const headers =
  /^(?:HTTP\/|server|content-type|content-length|content-range|last-modified|accept-ranges|etag|location|cache-control|allow|vary|content-encoding)/i

/** Requests by what they are about: path, and curl(1)'s further words. */
const requests: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'the front page': ['/'],
  'the list of a module': ['/athena/'],
  'a module without a slash': ['/athena'],
  'the list of a directory': ['/athena/os/x86_64/'],
  'a file': ['/athena/lastupdate'],
  'a link': ['/athena/os/x86_64/athena.db', '--head'],
  'the head of an image': [`/${image}`, '--head'],
  'a part of an image': [`/${image}`, '--range', '1000-1099'],
  'an image that the client has': [
    `/${image}`,
    '--header',
    'If-Modified-Since: Thu, 15 Jan 2026 06:30:00 GMT',
  ],
  'a compressed list': ['/athena/', '--compressed'],
  'what is not there': ['/athena/absent'],
  'a dotfile': ['/athena/.build-id'],
  'what is half there': ['/athena/.~tmp~/x'],
  'a way out': ['/athena/../../../etc/passwd', '--path-as-is'],
  'a write': ['/athena/lastupdate', '--request', 'PUT', '--data', 'x'],
  'a form': ['/athena/', '--data', 'x'],
}

/** What a mirror's users see of a host, by what was asked. */
export async function lookFromOutside(host: LabHost): Promise<Record<string, string>> {
  const seen: Record<string, string> = {}
  const addresses = { IPv4: host.address, IPv6: `[${host.address6}]` }
  for (const [family, address] of Object.entries(addresses)) {
    const resolve = ['--resolve', `${domain}:80:${address}`]
    for (const [what, [path, ...words]] of Object.entries(requests)) {
      const answer = await ask([...resolve, ...words, `http://${domain}${path}`])
      // The front page is as old as the apply that made it.
      seen[`${what}, ${family}`] =
        path === '/' ? answer.replace(/^(?:ETag|Last-Modified): .*\n/gm, '') : answer
    }
    seen[`by address, ${family}`] = await ask([`http://${address}/athena/`])
    seen[`modules, ${family}`] = await list(`rsync://${address}/`)
  }
  for (const module of ['athena', 'athena-images', 'ftp', '.'])
    seen[`tree of ${module}`] = await list('-r', '-l', `rsync://${host.address}/${module}/`)
  seen['sums of a tree'] = await list(
    '-rc',
    '--out-format=%i %n %C',
    `rsync://${host.address}/athena/`,
    '/nonexistent/',
    '--dry-run',
  )
  seen['a write by rsync'] = await list('/etc/hostname', `rsync://${host.address}/athena/`)
  return seen
}

async function ask(words: readonly string[]): Promise<string> {
  const { code, stdout } = await run('curl', ['-sS', '--include', '--globoff', ...words])
  const [head = '', ...body] = stdout.split('\r\n\r\n')
  const lines = head.split('\r\n').filter(line => headers.test(line))
  return [`curl ${code}`, ...lines.sort(), '', body.join('\r\n\r\n').slice(0, 20_000)].join('\n')
}

/** Of what goes wrong only what the daemon says of it: the rest names versions and lines of code. */
async function list(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('rsync', words)
  return [
    `rsync ${code}`,
    stdout,
    ...stderr.split('\n').filter(line => /^(@?ERROR)/.test(line)),
  ].join('\n')
}
