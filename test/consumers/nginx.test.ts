import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { sampleHost } from '../sample-mirror.ts'
import { allArtifacts, artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { ask, base, onDebian, placeFiles, startNginx, webFiles } from './web.ts'

const skip = skipReason()

/** Those with a web server; those that read the same are one. */
const cases = [
  ...new Map(
    allArtifacts
      .filter(({ host }) => host.http !== undefined)
      .map(artifacts => [JSON.stringify(webFiles(artifacts)), artifacts]),
  ).values(),
]

describe.skipIf(skip !== undefined).each(cases)('nginx, $title', artifacts => {
  const { host, files } = artifacts
  const isDebian = files.has(onDebian)
  const modules = host.modules.filter(({ serve }) => serve.includes('http')).slice(0, 5)

  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startNginx(artifacts)
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
    const families = host.ipv6 ? ['0.0.0.0', '[::]'] : ['0.0.0.0']
    const ports = host.https === undefined ? [port] : [port, 443]
    const wanted = families.flatMap(family => ports.map(at => `${family}:${at}`))
    expect(sockets.filter(socket => isDebian || socket !== '0.0.0.0:80').sort()).toEqual(
      wanted.filter(socket => isDebian || socket !== '0.0.0.0:80').sort(),
    )
  })

  test('gives every module, its files and its listing', () => {
    for (const { name } of modules) {
      const file = { code: 200, body: 'content\n' }
      const [listing, whole, head, nested, absent] = ask(sandbox, host, [
        ['GET', `/${name}/`],
        ['GET', `/${name}/file.iso`],
        ['HEAD', `/${name}/file.iso`],
        ['GET', `/${name}/sub/w%C3%B6rds%20two`],
        ['GET', `/${name}/absent`],
      ])
      expect(listing).toMatchObject({
        code: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
      expect(listing?.body).toContain('>file.iso</a>')
      expect(listing?.body).toContain('w%C3%B6rds%20two')
      expect(listing?.body).not.toMatch(/hidden|tmp/)
      expect([whole, head, nested]).toMatchObject([file, { ...file, body: '' }, file])
      expect(absent).toMatchObject({ code: 404 })
    }
  })

  test('leads from the name of a module to its listing', () => {
    for (const { name } of modules) {
      const [answer] = ask(sandbox, host, [['GET', `/${name}`]])
      expect(answer).toMatchObject({ code: 301, location: `${base(host)}/${name}/` })
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
    for (const { name } of modules) {
      const paths = [...names, ...unfinished].map(hidden => `/${name}/${hidden}`)
      const answers = ask(
        sandbox,
        host,
        paths.map(path => ['GET', path]),
      )
      expect(answers.map(({ code }) => code)).toEqual(paths.map(() => 404))
    }
  })

  test('gives nothing beside the trees', () => {
    for (const { name, path: tree } of modules) {
      const beside = tree.replace(/^.*\//, '')
      const answers = ask(sandbox, host, [
        ['GET', `/${name}../${beside}/file.iso`],
        ['GET', `/${name}/..%2f..%2f..%2f..%2fetc/passwd`],
        ['GET', '/../../etc/passwd'],
      ])
      for (const { code } of answers) expect([400, 404]).toContain(code)
    }
  })

  test('knows nothing of a module that is not served over HTTP', () => {
    for (const { name, serve } of host.modules) {
      if (serve.includes('http')) continue
      const answers = ask(sandbox, host, [
        ['GET', `/${name}/`],
        ['GET', `/${name}/file.iso`],
        ['GET', `/${name}/sub/`],
      ])
      expect(answers.map(({ code }) => code)).toEqual([404, 404, 404])
    }
  })

  test('refuses every method but two', () => {
    const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'MKCOL']
    const [module] = modules
    for (const where of ['/', `/${module?.name}/file.iso`, '/absent']) {
      const answers = ask(
        sandbox,
        host,
        methods.map(method => [method, where]),
      )
      expect(answers.map(({ code }) => code)).toEqual(methods.map(() => 405))
    }
  })

  test('does not tell its version', () => {
    const answers = ask(sandbox, host, [
      ['GET', '/'],
      ['GET', '/absent'],
      ['GET', '/.hidden'],
      ['POST', '/'],
    ])
    for (const { headers, body } of answers) {
      expect(headers.server).toBe('nginx')
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
    const sandbox = await startSandbox()
    placeFiles(sandbox, artifactsOf('here', sampleHost()))
    sandbox.sh('sed -i s/charset/charsets/ /etc/nginx/mirrorc-site.conf')
    const { code, stderr } = sandbox.run(['nginx', '-t'])
    await sandbox.stop()
    expect(code).toBe(1)
    expect(stderr).toContain('unknown directive "charsets"')
  })
})
