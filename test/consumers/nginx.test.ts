import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { withFile } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()

// What Arch's nginx package ships, and the line that mirrorc adds: it includes no directory.
const archConf = readFileSync(
  join(import.meta.dirname, '../stand-ins/arch/files/nginx.conf'),
  'utf8',
).replace('http {', 'http {\n    include mirrorc.d/*.conf; # added by mirrorc')

const onDebian = '/etc/nginx/sites-available/mirrorc'
const onArch = '/etc/nginx/mirrorc.d/mirrorc.conf'
const cases = [
  ...withFile(onDebian).map(found => ({ ...found, path: onDebian })),
  ...withFile(onArch).map(found => ({ ...found, path: onArch })),
]

let sandbox: Sandbox

/** Puts a virtual host where its distro has it, beside what that distro's package ships. */
function placeVhost(path: string, text: string): void {
  sandbox.write(path, text)
  if (path === onArch) sandbox.write('/etc/nginx/nginx.conf', archConf)
  else sandbox.sh('rm -f /etc/nginx/sites-enabled/*; ln -s "$1" /etc/nginx/sites-enabled/', path)
}

describe.skipIf(skip !== undefined).each(cases)('nginx, $title', ({ host, path, text }) => {
  beforeAll(async () => {
    sandbox = await startSandbox()
    placeVhost(path, text)
    for (const module of host.modules) plantTree(module.path)
    sandbox.start(['nginx', '-g', 'daemon off;'])
    sandbox.waitFor('curl -s -o /dev/null "$1"', base(host))
  })
  afterAll(() => sandbox?.stop())

  test('accepts the configuration, without a warning', () => {
    const { code, stderr } = sandbox.run(['nginx', '-t'])
    expect({
      code,
      lines: stderr.split('\n').filter(line => !/ (?:is ok|is successful)$/.test(line)),
    }).toEqual({
      code: 0,
      lines: [''],
    })
  })

  test('listens where it should, and nowhere else', () => {
    const port = host.http?.port
    const sockets = sandbox
      .sh('ss -Hltn')
      .trim()
      .split('\n')
      .map(line => line.split(/\s+/)[3])
    const wanted = host.ipv6 ? [`0.0.0.0:${port}`, `[::]:${port}`] : [`0.0.0.0:${port}`]
    expect(sockets.filter(socket => path === onDebian || socket !== '0.0.0.0:80')).toEqual(
      wanted.filter(socket => path === onDebian || socket !== '0.0.0.0:80'),
    )
  })

  test('gives every module, its files and its listing', () => {
    for (const { name } of host.modules.slice(0, 5)) {
      const file = { code: 200, body: 'content\n' }
      const [listing, whole, head, nested, absent] = ask(host, [
        ['GET', `/${name}/`],
        ['GET', `/${name}/file.iso`],
        ['HEAD', `/${name}/file.iso`],
        ['GET', `/${name}/sub/w%C3%B6rds%20two`],
        ['GET', `/${name}/absent`],
      ])
      expect(listing).toMatchObject({ code: 200, type: 'text/html; charset=utf-8' })
      expect(listing?.body).toContain('>file.iso</a>')
      expect(listing?.body).toContain('w%C3%B6rds%20two')
      expect(listing?.body).not.toMatch(/hidden|tmp/)
      expect([whole, head, nested]).toMatchObject([file, { ...file, body: '' }, file])
      expect(absent).toMatchObject({ code: 404 })
    }
  })

  test('leads from the name of a module to its listing', () => {
    for (const { name } of host.modules.slice(0, 5)) {
      const [answer] = ask(host, [['GET', `/${name}`]])
      expect(answer).toMatchObject({ code: 301, location: `${base(host, host.domain)}/${name}/` })
    }
  })

  test('hides what begins with a dot, however it is asked for', () => {
    const names = ['.hidden', '%2Ehidden', 'sub/.hidden', '.git/config']
    const unfinished = [
      '.~tmp~/',
      '.~tmp~/file.iso',
      '%2e~tmp~/file.iso',
      'sub/%2E%7Etmp%7E/file.iso',
    ]
    for (const { name } of host.modules.slice(0, 5)) {
      const paths = [...names, ...unfinished].map(hidden => `/${name}/${hidden}`)
      const answers = ask(
        host,
        paths.map(path => ['GET', path]),
      )
      expect(answers.map(({ code }) => code)).toEqual(paths.map(() => 404))
    }
  })

  test('gives nothing beside the trees', () => {
    for (const { name, path: tree } of host.modules.slice(0, 5)) {
      const beside = tree.replace(/^.*\//, '')
      const answers = ask(host, [
        ['GET', `/${name}../${beside}/file.iso`],
        ['GET', `/${name}/..%2f..%2f..%2f..%2fetc/passwd`],
        ['GET', '/../../etc/passwd'],
      ])
      for (const { code } of answers) expect([400, 404]).toContain(code)
    }
  })

  test('refuses every method but two', () => {
    const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'MKCOL']
    const [module] = host.modules
    for (const where of ['/', `/${module?.name}/file.iso`, '/absent']) {
      const answers = ask(
        host,
        methods.map(method => [method, where]),
      )
      expect(answers.map(({ code }) => code)).toEqual(methods.map(() => 405))
    }
  })

  test('does not tell its version', () => {
    const answers = ask(host, [
      ['GET', '/'],
      ['GET', '/absent'],
      ['GET', '/.hidden'],
      ['POST', '/'],
    ])
    for (const { server, body } of answers) {
      expect(server).toBe('nginx')
      expect(body).not.toMatch(/nginx\/\d/)
    }
  })

  test('answers on IPv6 where it is asked to', () => {
    const url = `http://[::1]:${host.http?.port}/`
    const { code } = sandbox.run([
      'curl',
      '-sS',
      '-H',
      `Host: ${host.domain}`,
      '-o',
      '/dev/null',
      url,
    ])
    expect(code === 0).toBe(host.ipv6)
  })
})

describe.skipIf(skip !== undefined)('nginx itself', () => {
  test('objects to what is wrong', async () => {
    sandbox = await startSandbox()
    const [found] = cases
    placeVhost(onDebian, (found?.text ?? '').replace('charset', 'charsets'))
    const { code, stderr } = sandbox.run(['nginx', '-t'])
    await sandbox.stop()
    expect(code).toBe(1)
    expect(stderr).toContain('unknown directive "charsets"')
  })
})

/** Files to be served, and files to be hidden. */
function plantTree(path: string): void {
  const texts = [
    'file.iso',
    'sub/wörds two',
    'wörds two',
    '.hidden',
    'sub/.hidden',
    '.~tmp~/file.iso',
  ]
  for (const name of [...texts, 'sub/.~tmp~/file.iso', '.git/config']) {
    sandbox.write(`${path}/${name}`, 'content\n')
  }
}

const base = ({ http }: MirrorHost, name = '127.0.0.1'): string =>
  `http://${name}${http?.port === 80 ? '' : `:${http?.port}`}`

interface Answer {
  readonly code: number
  readonly server: string
  readonly location: string
  readonly type: string
  readonly body: string
}

const mark = '~~~answer'

/** Requests over one connection, with the paths as they are given. */
function ask(
  host: MirrorHost,
  requests: readonly (readonly [method: string, path: string])[],
): readonly Answer[] {
  const format = `${mark}\n%{http_code}\n%header{server}\n%{redirect_url}\n%{content_type}\n`
  const words = requests.flatMap(([method, path]) => [
    ...['--next', '-sS', '--path-as-is', '-H', `Host: ${host.domain}`, '-w', format],
    ...(method === 'HEAD' ? ['-I', '-o', '/dev/null'] : ['-X', method]),
    `${base(host)}${path}`,
  ])
  let left = sandbox.run(['curl', ...words.slice(1)]).stdout
  return requests.map(() => {
    const at = left.indexOf(`${mark}\n`)
    const body = left.slice(0, at)
    const [, code = '', server = '', location = '', type = '', ...rest] = left.slice(at).split('\n')
    left = rest.join('\n')
    return { code: Number(code), server, location, type, body }
  })
}
