import { afterEach, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { shells } from './local-session.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()
const blog = '/etc/nginx/sites-available/blog'
const enabled = '/etc/nginx/sites-enabled/blog'
const server = 'server { listen 127.0.0.1:81; }\n'

describe.skipIf(skip !== undefined)("somebody else's half-done edit", () => {
  let host: TestHost
  afterEach(() => host?.stop())

  const unloaded = async (): Promise<unknown> =>
    (await host.session.probe(host.resources)).unloaded?.['nginx.service']
  const notes = async (): Promise<readonly string[]> =>
    (await host.look()).notes.filter(note => note.startsWith('somebody else'))
  // Times are rounded to seconds: what changes so soon after a reload is taken for read.
  const aMomentAfterTheReload = (): string => host.sandbox.sh('sleep 2.1')

  test.each(shells)('under %s is named as long as nginx has not read it', async shell => {
    host = await startTestHost(shell)
    host.sandbox.sh('systemctl reload nginx.service')
    aMomentAfterTheReload()
    expect(await unloaded()).toBeUndefined()
    // What is not switched on is not read, nor what an editor keeps for itself.
    host.sandbox.write(blog, server)
    host.sandbox.write('/etc/nginx/conf.d/.blog.conf.swp', server)
    host.sandbox.sh(`touch -d yesterday ${blog}`)
    expect(await unloaded()).toBeUndefined()
    // A new link to an old file, then a new text in an old place.
    host.sandbox.sh(`ln -s ${blog} ${enabled}`)
    expect(await unloaded()).toEqual([enabled])
    host.sandbox.sh('systemctl reload nginx.service')
    aMomentAfterTheReload()
    // The reload comes to its end by itself, and late on a machine that has much to do.
    await expect.poll(unloaded, { timeout: 10_000 }).toBeUndefined()
    host.sandbox.sh(`echo '# half d' >>${blog}`)
    expect(await unloaded()).toEqual([enabled])
  })

  test('is shown before it goes live, and never taken for ours', async () => {
    host = await startTestHost()
    aMomentAfterTheReload()
    host.sandbox.write('/etc/nginx/conf.d/theirs.conf', '# half d\n')
    expect(await notes()).toEqual([expect.stringMatching(/theirs\.conf .* with this apply$/)])
    expect((await host.apply()).word).toBe('committed')
    expect(await notes()).toEqual([])
    aMomentAfterTheReload()
    host.sandbox.sh('touch /etc/nginx/mirrorc-site.conf')
    expect(await unloaded()).toEqual(['/etc/nginx/mirrorc-site.conf'])
    expect(await notes()).toEqual([])
    host.sandbox.sh('touch /etc/nginx/conf.d/theirs.conf')
    expect(await notes()).toEqual([expect.stringMatching(/theirs\.conf .* with its next reload$/)])
  })
})
