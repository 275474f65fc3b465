import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleModule, sampleSync } from '../sample-mirror.ts'
import { artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { type Answer, ask, startNginx } from './web.ts'

const skip = skipReason()
const atomic = { sync: sampleSync({ publish: 'atomic' }) }

// More than nginx has room for with a variable each.
const others = Array.from({ length: 130 }, (_, number) => sampleModule(`tree-${number}`, atomic))
const host = sampleHost({
  modules: [
    sampleModule('athena', atomic),
    sampleModule('athena-images', { ...atomic, path: '/mnt/disk/images+isos' }),
    sampleModule('plain'),
    ...others,
  ],
})

describe.skipIf(skip !== undefined)('trees that are published atomically', () => {
  let sandbox: Sandbox
  const get = (path: string): Answer => {
    const [answer] = ask(sandbox, host, [['GET', path]])
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  /** Takes a state of a tree into service, as generations.sh does. */
  const publish = (tree: string, generation: string): void => {
    sandbox.write(`${tree}/.mirrorc/${generation}/lastupdate`, `${generation}\n`)
    sandbox.write(`${tree}/.mirrorc/${generation}/docs/index.html`, generation)
    sandbox.sh(
      'ln -s "$2" "$1/.mirrorc/new"; mv -T "$1/.mirrorc/new" "$1/.mirrorc/current"',
      tree,
      generation,
    )
  }
  beforeAll(async () => {
    sandbox = await startNginx(artifactsOf('here', host))
  })
  afterAll(() => sandbox?.stop())

  test('may be many: nginx takes them without a warning', () => {
    const { code, stderr } = sandbox.run(['nginx', '-t'])
    expect({ code, warned: /\[(?:warn|emerg)\]/.test(stderr), stderr }).toMatchObject({
      ...{ code: 0, warned: false },
    })
  })

  test('are served from where they lie until there is a state of them, and from there on from it', () => {
    const places = [
      ['athena', '/srv/mirrors/athena'],
      ['athena-images', '/mnt/disk/images+isos'],
      ['tree-129', '/srv/mirrors/tree-129'],
    ] as const
    for (const [name, tree] of places) {
      expect(get(`/${name}/file.iso`)).toMatchObject({ code: 200, body: 'content\n' })
      expect(get(`/${name}/`).body).toContain('>file.iso</a>')
      for (const generation of ['1', '2']) {
        publish(tree, generation)
        expect(get(`/${name}/lastupdate`)).toMatchObject({ code: 200, body: `${generation}\n` })
        expect(get(`/${name}/docs/`)).toMatchObject({ code: 200, body: generation })
        expect(get(`/${name}/file.iso`).code).toBe(404)
      }
      const hidden = [`/${name}/.mirrorc/2/lastupdate`, `/${name}/docs/../../etc/passwd`]
      expect(hidden.map(path => get(path).code)).toEqual([404, 404])
      // As of a module: nothing of the one leads into the other.
      expect(get('/plain/file.iso')).toMatchObject({ code: 200, body: 'content\n' })
      expect(get('/plain/lastupdate').code).toBe(404)
    }
    expect(get('/athena/lastupdate').body).toBe('2\n')
    expect(get('/tree-1/file.iso').code).toBe(200)
    expect(get('//athena//lastupdate').body).toBe('2\n')
    expect(get('/%61thena/lastupdate').body).toBe('2\n')
    expect(get('/lastupdate').code).toBe(404)
  })
})
