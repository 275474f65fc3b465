import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { openLocalSession } from './local-session.ts'
import { startServingHost, startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

let host: TestHost

describe.skipIf(skip !== undefined)('a run that fails before the switch', () => {
  let before: readonly string[]
  beforeAll(async () => {
    host = await startServingHost('dash')
    before = host.served()
  })
  afterAll(() => host?.stop())

  /** Applies while something is in the way, and takes that away again. */
  async function applyWhile(obstacle: string, after: string): Promise<string> {
    const plan = await host.look()
    host.sandbox.sh(obstacle)
    const { word, log } = await host.carryOut(plan)
    host.sandbox.sh(after)
    expect(word).toBe('failed')
    expect(host.differences(before)).toEqual([])
    expect(host.systemctl.calls()).toEqual([])
    // A copy of what nginx reads has its keys.
    expect(host.sandbox.sh('find /var/lib/mirrorc/tx -name nginx -o -name tls')).toBe('')
    return log.join('\n')
  }

  test('nginx does not accept what it would be given', async () => {
    // What else is loaded is somebody's own, and takes the name of a log format that is not there.
    const log = await applyWhile(
      'echo "access_log /var/log/nginx/x.log not_there;" >/etc/nginx/conf.d/own.conf',
      'rm /etc/nginx/conf.d/own.conf',
    )
    expect(log).toMatch(/unknown log format "not_there" in \/etc\/nginx\/conf.d\/own.conf/)
  })

  test('nginx does not accept the new file', async () => {
    host.resources = host.resources.map(resource =>
      resource.kind === 'file' && resource.path.includes('nginx')
        ? { ...resource, content: `${resource.content}oops;\n` }
        : resource,
    )
    const log = await applyWhile('true', 'true')
    expect(log).toMatch(/unknown directive "oops" in \/etc\/nginx\/(?:mirrorc|sites)-/)
  })
})

describe.skipIf(skip !== undefined)('a host that allows no mount', () => {
  afterEach(() => host?.stop())

  test('nginx tests what is in place, before the reload; when it objects, all is put back', async () => {
    host = await startTestHost()
    const before = host.served()
    const noMount = ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin', 'sh']
    host.session = await openLocalSession(host.sandbox, 'apt', noMount)
    const plan = await host.look()
    host.sandbox.sh('echo "oops;" >/etc/nginx/conf.d/own.conf')
    const { word, log } = await host.carryOut(plan)
    host.sandbox.sh('rm /etc/nginx/conf.d/own.conf')
    expect(word).toBe('rolled-back')
    expect(log.join('\n')).toContain('unknown directive "oops"')
    expect(host.systemctl.calls()).not.toContain('reload nginx.service')
    expect(host.differences(before)).toEqual([])
    expect((await host.apply()).word).toBe('committed')
  })
})

describe.skipIf(skip !== undefined)('what a run must not depend on', () => {
  afterEach(() => host?.stop())

  test('a tool that reads the stdin it is started with', async () => {
    host = await startServingHost('dash')
    host.systemctl.hook('cat >/dev/null')
    expect((await host.apply()).word).toBe('committed')
    expect((await host.look()).changes).toEqual([])
    expect(host.systemctl.calls()).toEqual([
      'daemon-reload',
      'restart rsync.service',
      'reload nginx.service',
    ])
  })

  test('a set-group-ID bit that a directory must not have', async () => {
    host = await startServingHost('dash')
    expect(host.sandbox.sh('stat -c %a /srv/mirrors').trim()).toBe('2775')
    expect((await host.apply()).word).toBe('committed')
    expect(host.sandbox.sh('stat -c %a%G /srv/mirrors').trim()).toBe('755root')
    expect((await host.look()).changes).toEqual([])
  })
})
