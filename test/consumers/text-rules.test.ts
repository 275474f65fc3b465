import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { targetFor } from '../../src/targets/index.ts'
import { servedPath } from '../../src/targets/served.ts'
import { syncProgram } from '../../src/targets/sync-program.ts'
import { allArtifacts, withFile } from './artifacts.ts'
import { nginxHazards, nginxOmissions } from './nginx-hazards.ts'
import { readCronTable } from './ports/cron.ts'
import { type NginxDirective, readNginxDirectives } from './ports/nginx.ts'
import { readRsyncdConf } from './ports/rsyncd.ts'
import { rsyncdHazards } from './rsyncd-hazards.ts'

const cronFile = '/etc/cron.d/mirrorc'

test('every release compiles every variant', () => {
  expect(new Set(allArtifacts.map(({ host }) => host.distro))).toEqual(
    new Set(['arch', 'debian', 'ubuntu']),
  )
  expect(allArtifacts.length).toBeGreaterThanOrEqual(6 * 7)
})

describe.each(allArtifacts)('$title', ({ host, files, commands }) => {
  const texts = [...files, ['commands.sh', commands] as const]

  test.each(texts)('%s is a text as its readers want it', (path, text) => {
    expect(text).toMatch(/[^\n]\n$/)
    expect(text.split('\n').filter(line => /\s$/.test(line))).toEqual([])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\u2028\u2029]/)
    const lines = text.split('\n')
    const isProgram = text === syncProgram || path.endsWith('/certificate-deployed')
    if (path === 'commands.sh' || isProgram) expect(lines.shift()).toBe('#!/bin/sh')
    // Users see this one.
    if (path.endsWith('.motd')) return
    expect(lines[0]).toMatch(/^(?:#|<!--) Made by mirrorc(?:[ :]|\. )/)
    if (!isProgram) expect(lines[0]).toContain(host.site)
  })

  test('cron reads its file, and finds the modules in it', () => {
    const text = files.get(cronFile)
    if (text === undefined) {
      expect(host.runs.backend).toBe('timer')
      return
    }
    const { environment, jobs } = readCronTable(text)
    expect(environment).toEqual({ SHELL: '/bin/sh', PATH: '/usr/bin:/bin', MAILTO: '' })
    expect(jobs.map(job => job.schedule)).toEqual(host.modules.map(module => module.schedule.text))
    expect(new Set(jobs.map(job => job.user))).toEqual(new Set([host.storage.user]))
    expect(jobs.filter(job => job.input !== undefined)).toEqual([])
    for (const line of text.split('\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998)
  })

  test('rsync reads its file, and finds the modules in it', () => {
    const text = files.get('/etc/rsyncd.conf')
    if (text === undefined) expect(host.rsync).toBeUndefined()
    else {
      const [, ...modules] = readRsyncdConf(text)
      const found = modules.map(({ name, settings }) => [
        name,
        settings.get('path'),
        settings.get('comment'),
      ])
      const served = host.modules.filter(({ serve }) => serve.includes('rsync'))
      expect(found).toEqual(served.map(module => [module.name, servedPath(module), module.comment]))
    }
  })

  test('nginx reads its files, and finds the root and the domain in them', () => {
    const directives = nginxDirectives(files)
    if (directives.length === 0) expect(host.http).toBeUndefined()
    else {
      expect(directives).toContainEqual(['root', host.storage.root, ';'])
      const names = directives.filter(([name]) => name === 'server_name')
      expect(names.map(([, first]) => first)).toContain(host.domain)
      const servers = (host.http?.cdn ? 2 : 1) * (host.https ? 2 : 1)
      const listens = directives.filter(([name]) => name === 'listen')
      expect(listens).toHaveLength(servers * (host.ipv6 ? 2 : 1))
    }
  })

  test('nginx finds nothing in its files that is known for doing harm', () => {
    expect(nginxHazards(files, targetFor(host.distro, host.release).httpDirectives)).toEqual([])
    expect(nginxOmissions(files)).toEqual([])
  })

  test('rsync finds nothing in its file that is known for doing harm', () => {
    const text = files.get('/etc/rsyncd.conf')
    if (text !== undefined) expect(rsyncdHazards(text)).toEqual([])
  })
})

describe('the files of the golden cases', () => {
  const root = join(import.meta.dirname, '../golden')
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap(name => {
    const path =
      /\/expected\/[^/]+\/files(\/etc\/(?:nginx\/.*|rsyncd)\.conf|\/etc\/nginx\/.*\/mirrorc)$/.exec(
        name,
      )
    return path?.[1] === undefined ? [] : [{ name, path: path[1] }]
  })
  const textOf = (name: string): string => readFileSync(join(root, name), 'utf8')
  const web = found.filter(({ path }) => path.startsWith('/etc/nginx/'))
  const rsync = found.filter(({ path }) => path === '/etc/rsyncd.conf')

  test('are many', () => {
    expect(web.length).toBeGreaterThan(15)
    expect(rsync.length).toBeGreaterThan(8)
  })
  test.each(web)('$name has nothing that is known for doing harm', ({ name, path }) => {
    const files = new Map([[path, textOf(name)]])
    expect(nginxHazards(files, [])).toEqual([])
    expect(nginxOmissions(files)).toEqual([])
  })
  test.each(rsync)('$name has nothing that is known for doing harm', ({ name }) => {
    expect(rsyncdHazards(textOf(name))).toEqual([])
  })
})

/** All of nginx's files that are ours, one after the other. */
const nginxDirectives = (files: ReadonlyMap<string, string>): readonly NginxDirective[] =>
  [...files].flatMap(([path, text]) =>
    path.startsWith('/etc/nginx/') ? readNginxDirectives(text) : [],
  )

test('the hazards of nginx are found', () => {
  const find = (text: string): readonly string[] =>
    nginxHazards(new Map([['/etc/nginx/sites-available/mirrorc', text]]), ['gzip', 'sendfile'])
  expect(find('gzip on;')).toEqual(['gzip at the top', 'gzip is set in http{} already'])
  expect(find('server { rewrite ^ /x; }')).toEqual(['rewrite'])
  expect(find('server { ssl_stapling on; }')).toEqual(['ssl_stapling'])
  expect(find('server { location ~ ^/(.*)$ { } }')).toEqual(['captures in ~ ^/(.*)$'])
  expect(find('server { return 301 http://$host/; }')).toEqual([
    '$host in return',
    'return 301 http://$host/',
  ])
  expect(find('server { add_header X $uri; }')).toEqual(['$uri in add_header'])
  expect(find('server { location /a { add_header X y; } }')).toEqual(['add_header in a location'])
  expect(find('server { location /a { alias /b/; } }')).toEqual(['alias of /a'])
  expect(find('server { location /a/ { alias /b; } }')).toEqual(['alias of /a/'])
  expect(find('server { if ($x) { root /b; } }')).toEqual(['root in if'])
  expect(find('server { if ($x) { set $y /b; } open_file_cache off; }')).toEqual([])
  expect(find('server { location /a/ { if ($x) { set $y /b; } } }')).toEqual(['set in if'])
  expect(find('server { root /a/$1; }')).toEqual(['/a/$1 in root, of a capture'])
  expect(find('server { listen 80 default_server; }')).toEqual(['default_server'])
  expect(find('server { server_name ~^a; }')).toEqual(['~^a in server_name'])
  expect(find('server { add_header X "a\\nb"; }')).toEqual(['a line break in add_header'])
  expect(find('server { add_header Content-Type text/html; }')).toEqual([
    'add_header of the Content-Type',
  ])
  expect(find('server { return 301 https://a.example.org$request_uri; }')).toEqual([])
  expect(find('server { return 301 https://a.example.org/$arg_x; }')).toEqual([
    'return 301 https://a.example.org/$arg_x',
  ])
  expect(find('server { resolver 192.0.2.1; open_file_cache max=9; }')).toEqual([
    'resolver',
    'open_file_cache',
  ])
})

test('what is left out of a server is found', () => {
  const site = '/etc/nginx/mirrorc-site.conf'
  const text = allArtifacts[0]?.files.get(site) ?? ''
  const find = (line: string): readonly string[] =>
    nginxOmissions(new Map([[site, text.replace(line, '')]]))
  expect(find('')).toEqual([])
  expect(find('server_tokens off;')).toEqual(['server_tokens off'])
  expect(find('client_header_timeout 20s;')).toEqual(['client_header_timeout'])
  expect(find('add_header X-Content-Type-Options nosniff;')).toEqual([
    'add_header X-Content-Type-Options nosniff',
  ])
})

test('the hazards of rsyncd.conf are found', () => {
  const text = allArtifacts[0]?.files.get('/etc/rsyncd.conf') ?? ''
  const find = (before: string, after: string): readonly string[] =>
    rsyncdHazards(text.replace(before, after))
  expect(find('', '')).toEqual([])
  expect(find('uid = nobody', 'uid = mirror')).toEqual(['uid = mirror'])
  expect(find('use chroot = yes\n', '')).toEqual(['use chroot = undefined'])
  expect(find('read only = yes', 'read only = no')).toEqual(['read only = no'])
  expect(find('timeout = 600', 'timeout = 0')).toEqual(['timeout = 0'])
  expect(find('exclude = .~tmp~/', 'exclude = ')).toEqual([expect.stringMatching(/^exclude = /)])
  expect(find('list = yes', 'list = yes\nauth users = a')).toEqual(['auth users'])
  expect(find('list = yes', 'list = yes\nhosts allow = 10.0.0.0/8 ::1 example.org')).toEqual([
    'example.org',
  ])
  expect(find('    path = ', '    pre-xfer exec = x\n    path = ')).toEqual(['pre-xfer exec'])
  expect(find('    path = /srv/mirrors/athena\n', '    path = /\n')).toEqual(['path = /'])
  expect(find('mirrorc-rsyncd/athena.lock', 'mirrorc-rsyncd/athena-images.lock')).toEqual([
    'modules that share a lock file',
  ])
})

test('the ports read what they must not, and say so', () => {
  const [cron] = withFile(cronFile)
  const text = cron?.text ?? ''
  expect(() => readCronTable(text.trimEnd())).toThrow('no newline')
  expect(() => readCronTable(text.replace(/^7 /m, '60 '))).toThrow('does not know the time')
  expect(() => readCronTable(`7 * * * * root ${'x'.repeat(999)}\n`)).toThrow('longer')
})
