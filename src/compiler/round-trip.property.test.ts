import fc from 'fast-check'
import { expect, test } from 'vitest'
import { read } from '../../test/small-mirror.ts'

const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9_-]{0,10}[a-z0-9])?$/)
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/)
const hostname = fc.tuple(label, label).map(([first, second]) => `${first}.${second}.example`)
const email = fc.tuple(name, hostname).map(parts => parts.join('@'))
const comment = fc.stringMatching(/^[A-Za-zА-Яäöü0-9(){};#&|<>=[\]*?!~.,:-]{1,30}$/)
const directory = fc.stringMatching(/^\/data(?:\/[A-Za-z0-9_+@~][A-Za-z0-9._+@~-]{0,8}){1,3}$/)
const port = fc.integer({ min: 1024, max: 65535 })

const upstream = fc
  .record({
    host: fc.oneof(hostname, fc.ipV4(), fc.constant('2001:db8::1')),
    port: fc.option(port, { nil: undefined }),
    path: fc.stringMatching(/^[a-z0-9]{1,9}(?:\/[A-Za-z0-9._+@~][a-z-]{1,5}){0,2}$/),
  })
  .filter(({ host }) => !/^(?:127|0)\./.test(host))

const module = fc.record(
  { upstream, comment, path: directory, every: fc.constantFrom('5m', '30m', '1h', '6h') },
  { requiredKeys: ['upstream'] },
)
const host = fc.record(
  {
    address: fc.oneof(
      hostname,
      fc.ipV4(),
      fc.ipV6().filter(text => !text.includes('.')),
    ),
    distro: fc.constantFrom('arch', 'debian', 'ubuntu'),
    port,
    ipv6: fc.boolean(),
    domain: hostname,
  },
  { requiredKeys: ['address', 'distro'] },
)

const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, '')
const names = (most: number) =>
  fc.uniqueArray(
    name.filter(text => plain(text) !== 'global'),
    { minLength: 1, maxLength: most, selector: plain },
  )

const mirror = fc
  .record({
    site: name,
    domain: hostname.map(text => `mirror.${text}`),
    contact: email,
    moduleNames: names(6),
    hostNames: names(4),
  })
  .chain(base =>
    fc.record({
      base: fc.constant(base),
      modules: fc.tuple(...base.moduleNames.map(() => module)),
      hosts: fc.tuple(...base.hostNames.map(() => host)),
    }),
  )

function urlOf({
  host,
  port,
  path,
}: {
  host: string
  port: number | undefined
  path: string
}): string {
  const place = host.includes(':') ? `[${host}]` : host
  return `rsync://${place}${port === undefined ? '' : `:${port}`}/${path}`
}

const byChance = ['nested-path', 'duplicate-host', 'own-upstream']

test('what is written down comes out', () => {
  fc.assert(
    fc.property(mirror, ({ base, modules, hosts }) => {
      const { site, domain, contact, moduleNames, hostNames } = base
      const input = {
        version: 1,
        site,
        domain,
        contact,
        modules: Object.fromEntries(
          modules.map((module, index) => [
            moduleNames[index],
            { ...module, upstream: urlOf(module.upstream) },
          ]),
        ),
        serve: { http: {}, rsync: { max_connections: 7 } },
        hosts: Object.fromEntries(hosts.map((host, index) => [hostNames[index], host])),
      }
      const found = read(input)
      // What is drawn by chance may be twice the same, or one directory inside of another.
      const errors = found.diagnostics.filter(({ severity }) => severity === 'error')
      fc.pre(!errors.some(({ code }) => byChance.includes(code)))
      expect(errors).toEqual([])
      for (const [index, host] of hosts.entries()) {
        const out = found.mirror?.hosts.find(({ name }) => name === hostNames[index])
        expect(out).toMatchObject({
          site,
          contact,
          distro: host.distro,
          domain: host.domain ?? domain,
          ipv6: host.ipv6 ?? true,
        })
        expect(out?.ssh).toMatchObject({ address: host.address, port: host.port })
        for (const [index, module] of modules.entries()) {
          const name = moduleNames[index] ?? ''
          expect(out?.modules.find(module => module.name === name)).toMatchObject({
            path: module.path ?? `/srv/mirrors/${name}`,
            comment: module.comment,
            upstream: { scheme: 'rsync', ...module.upstream },
          })
        }
      }
    }),
    { numRuns: 300 },
  )
})
