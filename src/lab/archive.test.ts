import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { findArchive } from './archive.ts'

const directories: string[] = []

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

test('the deb822 style, with comments, two suites and a third party beside it', () => {
  const found = findArchive(
    configuration({
      'sources.list.d/debian.sources': `Types: deb deb-src
# a comment within a stanza
URIs: http://archive.test/debian
Suites: bookworm bookworm-updates
Components: main
 contrib

Types: deb
URIs: http://archive.test/security
Suites: bookworm-security
Components: main
`,
      'sources.list.d/aaa.sources':
        'Types: deb\nURIs: https://vendor.test/apt\nSuites: stable\nComponents: main\n',
      'sources.list.d/old.sources.bak': 'not read',
    }),
  )
  expect(found).toEqual({
    main: 'http://archive.test/debian',
    security: 'http://archive.test/security',
  })
})

test('the one-line style, with options, comments and sources that are switched off', () => {
  const found = findArchive(
    configuration({
      'sources.list': `# deb http://off.test/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://archive.test/debian bookworm main contrib # here
deb-src http://source.test/debian bookworm main
deb http://archive.test/security bookworm-security main
`,
    }),
  )
  expect(found).toEqual({
    main: 'http://archive.test/debian',
    security: 'http://archive.test/security',
  })
})

test('a stanza that is switched off does not count', () => {
  const off =
    'Enabled: no\nTypes: deb\nURIs: http://off.test/debian\nSuites: trixie\nComponents: main\n'
  expect(findArchive(configuration({ 'sources.list.d/debian.sources': off }))).toEqual({})
})

test('the mirror list of a cloud image is followed', () => {
  const directory = configuration({ 'mirrors/debian.list': '# near\nhttp://near.test/debian\n' })
  const uri = `mirror+file://${join(directory, 'mirrors/debian.list')}`
  writeFileSync(join(directory, 'sources.list'), `deb ${uri} trixie main\n`)
  expect(findArchive(directory)).toEqual({ main: 'http://near.test/debian' })
})

test('another distro has no archive of Debian', () => {
  const ubuntu = 'deb http://archive.test/ubuntu noble main universe\n'
  expect(findArchive(configuration({ 'sources.list': ubuntu }))).toEqual({})
})

function configuration(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-apt-'))
  directories.push(directory)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}
