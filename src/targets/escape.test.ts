import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { splitCommand } from '../../test/consumers/ports/cron.ts'
import { readNginxDirectives } from '../../test/consumers/ports/nginx.ts'
import { readRsyncdConf } from '../../test/consumers/ports/rsyncd.ts'
import {
  commentText,
  cronSchedule,
  cronWord,
  htmlText,
  nginxWord,
  rsyncdValue,
  shellWord,
} from './escape.ts'

// Texts made of what means something somewhere, and of anything else.
const special = fc.constantFrom(
  ...'\'"\\`$%#;&|<>(){}[]*?!~^=@:,/-+. \t',
  '\\%',
  "'%'",
  '\\\\',
  '$(id)',
  '$host',
  '$IFS',
  '%HOME%',
  '%%',
  '--',
  '&include x',
  'ä',
  '鏡',
  '🐧',
  '\u2028',
  '\u00a0',
)
const oneLine = fc
  .array(fc.oneof({ weight: 3, arbitrary: special }, fc.string({ maxLength: 8, unit: 'binary' })), {
    maxLength: 12,
  })
  .map(parts => parts.join(''))
  .filter(text => !/[\0\n\r]/.test(text))
const manyLines = fc
  .array(fc.oneof(oneLine, fc.constantFrom('\n', '\r', '\r\n', '\n#', '\n%')), { maxLength: 6 })
  .map(parts => parts.join(''))

const shells = ['dash', 'bash', 'busybox'].filter(
  shell => spawnSync(shell, ['true']).error === undefined,
)
const runs = 400
const nginxProgram = '/usr/sbin/nginx'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-escape-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What a shell makes of words, each printed and ended by a NUL. */
function readByShell(shell: string, words: readonly string[]): readonly string[] {
  const script = join(directory, `words-${shell}.sh`)
  writeFileSync(script, words.map(word => `printf '%s\\0' ${word}\n`).join(''))
  const arguments_ = shell === 'busybox' ? ['sh', script] : [script]
  const { stdout, stderr } = spawnSync(shell, arguments_, { encoding: 'utf8', maxBuffer: 1e8 })
  expect(stderr).toBe('')
  return stdout.split('\0').slice(0, -1)
}

/** Whether an encoder takes a text: then it must come out the same at the other end. */
function accepts(encode: (value: string) => string, text: string): boolean {
  try {
    encode(text)
    return true
  } catch {
    return false
  }
}

const samples = (arbitrary: fc.Arbitrary<string>, count: number): readonly string[] =>
  fc.sample(arbitrary, { numRuns: count, seed: 20 })

test('there is a shell to ask', () => {
  expect(shells).toContain('bash')
})

describe.each(shells)('as %s reads it', shell => {
  test('a shell word is one word, and the same', () => {
    const values = ['', '-n', '~', '~root', 'a=b', '*', '!!', ...samples(manyLines, 2000)]
    expect(readByShell(shell, values.map(shellWord))).toEqual(values)
  })

  test('several shell words stay several', () => {
    const values = samples(oneLine, 300)
    expect(readByShell(shell, [values.map(shellWord).join(' ')])).toEqual(
      values.slice(0, 1).concat(values.slice(1)),
    )
  })

  test('a word of a crontab line survives cron and the shell', () => {
    const values = ['\\%', '%', "'%'", '\\\\%', '%%\\', ...samples(oneLine, 2000)]
    const commands = values.map(value => splitCommand(`echo ${cronWord(value)} end`))
    expect(commands.filter(({ input }) => input !== undefined)).toEqual([])
    const words = commands.map(({ command }) => command.slice('echo '.length, -' end'.length))
    expect(readByShell(shell, words)).toEqual(values)
  })
})

test('what a person would write bare is written bare', () => {
  expect(['/srv/a.b_c', 'rsync://[::1]:873/x', 'root', '--chmod=ug-s,o-w'].map(shellWord)).toEqual([
    '/srv/a.b_c',
    "'rsync://[::1]:873/x'",
    'root',
    '--chmod=ug-s,o-w',
  ])
  expect(nginxWord('[::]:80')).toBe('[::]:80')
})

describe('nginx', () => {
  const allowed = manyLines.filter(text => accepts(nginxWord, text))

  test('the port of its tokenizer knows what nginx knows', () => {
    expect(readNginxDirectives('a b;c "d;\\"e" {f \'g\\h\\\\\';}# x\n i\\ j;')).toEqual([
      ['a', 'b', ';'],
      ['c', 'd;"e', '{'],
      ['f', 'g\\h\\', ';'],
      ['}'],
      ['i\\ j', ';'],
    ])
    expect(() => readNginxDirectives('a "b"c;')).toThrow('quote does not end')
    expect(() => readNginxDirectives('a "b;')).toThrow('quote does not end')
    expect(() => readNginxDirectives('a b')).toThrow('end of file')
  })

  test('a word is one parameter, and the same', () => {
    fc.assert(
      fc.property(fc.array(allowed, { minLength: 1, maxLength: 3 }), values => {
        const text = `root ${values.map(nginxWord).join(' ')};\nnext;\n`
        expect(readNginxDirectives(text)).toEqual([
          ['root', ...values, ';'],
          ['next', ';'],
        ])
      }),
      { numRuns: runs },
    )
  })

  test.skipIf(!existsSync(nginxProgram))('nginx itself reads the same words', async () => {
    const values = samples(
      allowed.filter(text => text !== ''),
      500,
    )
    const socket = join(directory, 'nginx.socket')
    const server = await startNginx(socket, values)
    try {
      for (const [index, value] of values.entries()) expect(await get(socket, index)).toBe(value)
    } finally {
      server.kill('SIGKILL')
    }
  })

  test.each(['$host', 'a\nb', 'a\tb', '\u007f', '\u0085', 'a$'])('refuses %j', value => {
    expect(() => nginxWord(value)).toThrow('cannot stand in nginx.conf')
  })
})

/** An nginx that answers each path with one word, on a socket of ours. */
async function startNginx(socket: string, values: readonly string[]): Promise<ChildProcess> {
  const file = join(directory, 'nginx.conf')
  const answers = values.map((value, n) => `location = /${n} { return 200 ${nginxWord(value)}; }\n`)
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${socket}.pid; error_log stderr; events {}
    http { access_log off; server { listen unix:${socket}; ${answers.join('')} } }`,
  )
  const server = spawn(nginxProgram, ['-e', 'stderr', '-c', file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (let tries = 0; tries < 200 && !existsSync(socket); tries++) await setTimeout(20)
  return server
}

function get(socketPath: string, index: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path: `/${index}` }, response => {
      response.setEncoding('utf8')
      let body = ''
      response.on('data', chunk => {
        body += chunk
      })
      response.on('end', () => resolve(body))
    })
    request.on('error', reject)
  })
}

describe('rsyncd.conf', () => {
  const allowed = manyLines.filter(text => text !== '' && accepts(rsyncdValue, text))

  test('the port of its reader knows what rsync knows', () => {
    const [head, module] = readRsyncdConf(
      'a  b = 1 \n# x\n;y=2\n[ m  n ]\nc = d\\\n e\r\nf=\\g#h;\n',
    )
    expect([...(head?.settings ?? [])]).toEqual([['a b', '1']])
    expect(module?.name).toBe('m n')
    expect([...(module?.settings ?? [])]).toEqual([
      ['c', 'd e'],
      ['f', '\\g#h;'],
    ])
    expect(() => readRsyncdConf('[a]\n[A]\n')).toThrow('become one')
    expect(() => readRsyncdConf('a = %HOME%\n')).toThrow('expanded')
    expect(() => readRsyncdConf('&include /etc\n')).toThrow('another file')
  })

  test('a value is the same, and ends where its line ends', () => {
    fc.assert(
      fc.property(allowed, value => {
        const [, module] = readRsyncdConf(
          `[m]\n    comment = ${rsyncdValue(value)}\n    path = /x\n`,
        )
        expect([...(module?.settings ?? [])]).toEqual([
          ['comment', value],
          ['path', '/x'],
        ])
      }),
      { numRuns: runs },
    )
  })

  test('the client of a real daemon sees the same comments', () => {
    const values = samples(allowed, 100)
    const file = join(directory, 'rsyncd.conf')
    const modules = values.map(
      (value, n) => `[m${n}]\n    comment = ${rsyncdValue(value)}\n    path = /\n`,
    )
    writeFileSync(file, `use chroot = no\n${modules.join('')}`)
    // The client talks to a daemon of its own through a pipe: no port is taken.
    const environment = {
      ...process.env,
      RSYNC_CONNECT_PROG: `rsync --daemon --config=${file}`,
      LC_ALL: 'C.UTF-8',
    }
    const { stdout } = spawnSync('rsync', ['-8', 'rsync://localhost/'], {
      encoding: 'utf8',
      env: environment,
    })
    const seen = stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split('\t').slice(1).join('\t'))
    expect(seen).toEqual(values)
  })

  test.each(['%HOME%', '%', 'a\nb', 'a\rb', 'a\0', 'a\\', 'a\\ ', ' a', 'a ', '\u00a0a'])(
    'refuses %j',
    value => expect(() => rsyncdValue(value)).toThrow('cannot stand in rsyncd.conf'),
  )
})

test.each(['a\0b'])('a shell word refuses %j', value => {
  expect(() => shellWord(value)).toThrow('cannot stand in a shell word')
})

test.each(['a\nb', 'a\rb', 'a\0b'])('a line of cron refuses %j', value => {
  expect(() => cronWord(value)).toThrow('cannot stand in a line of crontab(5)')
})

test.each(['@reboot', '* * * * * root', '0 0 * * mon', '%', '*\n', ''])(
  'the time fields of cron: %j',
  value => {
    if (value === '') expect(cronSchedule(value)).toBe('')
    else expect(() => cronSchedule(value)).toThrow('cannot stand in the time fields')
  },
)

test.each(['a\nb', 'a\rb', 'a\u2028b', 'a\u2029b', '\u0085', '\0'])(
  'a comment refuses %j',
  value => {
    expect(() => commentText(value)).toThrow('cannot stand in a comment')
  },
)

test('nothing of a text is taken for a tag of HTML, an entity or the end of an attribute', () => {
  const allowed = oneLine.filter(text => accepts(htmlText, text))
  fc.assert(
    fc.property(allowed, text => {
      const written = htmlText(text)
      expect(written).not.toMatch(/[<>"']|&(?!#\d+;)/)
      expect(written.replaceAll(/&#(\d+);/g, (_, n) => String.fromCharCode(n))).toBe(text)
    }),
    { numRuns: runs },
  )
})
