import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkup } from '../../src/doctor/checkup.ts'
import type { CheckupQuestions } from '../../src/ssh/checkup-request.ts'
import { skipReason } from '../consumers/tools.ts'
import { openLocalSession, shells, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const skip = skipReason()
const trees = '/srv/mirrors'
const questions = {
  storage: { root: trees, user: 'nobody' },
  modules: [
    { name: 'athena', path: `${trees}/athena` },
    { name: 'images', path: '/mnt/images' },
  ],
  upstreams: [
    { host: '127.0.0.1', port: 873 },
    { host: '::1', port: 8730 },
  ],
  names: ['localhost'],
  probes: [],
}

/** What bash goes by when it looks for a start file to read. */
const overSsh = ['env', 'SSH_CLIENT=192.0.2.1 50000 22', 'SHLVL=0', 'HOME=/root', 'sh']

let sandbox: Sandbox

beforeEach(async () => {
  if (skip === undefined) sandbox = await startSandbox()
})
afterEach(() => sandbox?.stop())

async function look(manager = 'apt', more: Partial<CheckupQuestions> = {}): Promise<Checkup> {
  const session = await openLocalSession(sandbox, manager, overSsh)
  return session.checkup({ ...questions, ...more })
}

describe.skipIf(skip !== undefined).each(shells)('the checkup under %s', shell => {
  beforeEach(() => useShell(sandbox, shell))

  test('what it says of a host, without writing anything', async () => {
    sandbox.sh(`
      mkdir -p ${trees}/athena/os && chown nobody ${trees}/athena && echo x >${trees}/athena/os/x
      chown -R nobody ${trees}/athena/os && mkdir ${trees}/athena/roots
      echo new >/etc/rsyncd.conf.dpkg-dist; echo 'echo Welcome to fra1' >/root/.bashrc
      mkdir -p /var/spool/cron/crontabs /var/lib/mirrorc/status /etc/cron.d
      printf '# 0 1 * * * rsync %s/athena\\n0 1 * * * rsync x %s/athena\\n0 2 * * * rsync x /else\\n' \\
        ${trees} ${trees} >/var/spool/cron/crontabs/root
      echo '5 * * * * nobody rsync a ${trees}/athena' >/etc/cron.d/mirrorc
      printf '{\\n  "size_bytes": 1234,\\n}\\n' >/var/lib/mirrorc/status/athena.json
      printf '{\\n  "size_bytes": null,\\n}\\n' >/var/lib/mirrorc/status/images.json
      printf '# x\\n/dev/y /srv ext4 defaults 0 2\\n/dev/z /backup ext4 rw,noauto 0 2\\nnone / tmpfs\\n' >/etc/fstab
      touch /run/reboot-required`)
    const daemon = sandbox.start(['busybox', 'httpd', '-f', '-p', '127.0.0.1:873'])
    sandbox.waitFor('ss -Hltn | grep -q :873')
    const before = sandbox.written()
    const seen = await look()
    expect(sandbox.written()).toEqual(before)
    daemon.kill('SIGKILL')

    expect(seen.machine.cores).toBe(Number(sandbox.sh('nproc')))
    expect(seen.machine.memoryBytes).toBeGreaterThan(1e8)
    expect(seen.machine.reboot).toBe('required')
    expect(Math.abs(seen.clock.ahead)).toBeLessThan(1 + seen.clock.uncertain)
    expect(seen.strangers).toEqual({
      found: [{ owner: 'root', path: `${trees}/athena/roots` }],
      whole: true,
    })
    expect(seen.leftovers).toContainEqual({
      path: '/etc/rsyncd.conf.dpkg-dist',
      package: undefined,
    })
    expect(seen.jobs).toEqual([{ file: '/var/spool/cron/crontabs/root', count: 1 }])
    expect(seen.sizes).toEqual({ athena: 1234 })
    expect(seen.unmounted).toEqual(['/srv'])
    expect(seen.sockets).toEqual([{ port: 873, program: 'busybox', unit: undefined }])
    expect(seen.places.map(({ path, existing }) => [path, existing])).toEqual([
      [trees, trees],
      [`${trees}/athena`, `${trees}/athena`],
      ['/mnt/images', '/mnt'],
      ['/var/lib/mirrorc-sync', '/var/lib'],
      ['/var/log', '/var/log'],
    ])
    expect(seen.places[0]).toMatchObject({ mount: '/', readOnly: false })
    expect(seen.places[0]?.size).toBeGreaterThan(seen.places[0]?.available ?? Infinity)
    expect(seen.upstreams.toSorted((a, b) => a.port - b.port || a.family - b.family)).toEqual([
      way('127.0.0.1', 873, 4, { address: '127.0.0.1', milliseconds: expect.any(Number) }),
      way('127.0.0.1', 873, 6),
      way('::1', 8730, 4),
      way('::1', 8730, 6, { address: '::1', complaint: 'Connection refused' }),
    ])
    expect(seen.names.map(({ name, family }) => [name, family]).toSorted()).toEqual([
      ['localhost', 4],
      ['localhost', 6],
    ])
  })
})

describe.skipIf(skip !== undefined).each(shells)('the checkup under %s', shell => {
  test('asks services, and writes nothing', async () => {
    useShell(sandbox, shell)
    sandbox.sh('printf "0032" >/tmp/git; echo SSH-2.0 >/tmp/other')
    for (const [port, file] of [
      ['9418', '/tmp/git'],
      ['9419', '/tmp/other'],
    ] as const)
      sandbox.start(['busybox', 'nc', '-ll', '-p', port, '-e', 'cat', file])
    sandbox.waitFor('ss -Hltn | grep -q :9418 && ss -Hltn | grep -q :9419')
    const before = sandbox.written()
    const { complaints } = await look('apt', {
      probes: [
        ...[9418, 9419, 9420].map(port => ({ protocol: 'git', port, module: 'sources' }) as const),
        {
          ...{ protocol: 'rsynctls', port: 874, host: 'mirror.example.org' },
          ...{ restricted: false, ipv6: true },
        },
      ],
    })
    expect(sandbox.written()).toEqual(before)
    const none = 'does not answer at'
    expect(complaints).toEqual([
      { port: 9419, complaint: 'git does not answer at port 9419: the answer is SSH-' },
      { port: 9420, complaint: expect.stringContaining(`git ${none} port 9420: the answer is`) },
      {
        port: 874,
        complaint: `rsync over TLS ${none} 127.0.0.1 port 874: the answer is none`,
      },
    ])
  })
})

describe.skipIf(skip !== undefined)('the checkup', () => {
  test('of a tree with more strangers than anybody reads', async () => {
    sandbox.sh(`mkdir -p ${trees}/athena && seq -f ${trees}/athena/%.0f 5000 | xargs touch`)
    const { strangers } = await look()
    expect(strangers?.found).toHaveLength(20)
    expect(strangers?.whole).toBe(false)
  })

  test('of a name in a tree that means something to a terminal, or is an answer of ours; of a status without an end', async () => {
    sandbox.sh(`mkdir -p /var/lib/mirrorc/status && cd /var/lib/mirrorc/status
      mkfifo athena.json && ln -s /dev/zero images.json
      mkdir -p ${trees}/athena && cd ${trees}/athena && chown nobody .
      seq 30 | xargs touch
      touch "$(printf 'a\\033[2Jb')" "$(printf 'a\\nend 0\\nb')"`)
    const { strangers, sizes } = await look()
    expect(sizes).toEqual({})
    expect(strangers?.found.length).toBeGreaterThan(10)
    expect(strangers?.whole).toBe(false)
  })

  test('of a disk that the kernel mounts for reading only, and one of its own', async () => {
    sandbox.sh(`mkdir -p ${trees} /mnt/images
      mount -t tmpfs -o ro,size=1m tmpfs ${trees}
      mount -t tmpfs -o size=2m tmpfs /mnt/images`)
    const { places } = await look()
    expect(places).toMatchObject([
      { mount: trees, readOnly: true, size: 1 << 20 },
      { mount: trees, readOnly: true },
      { mount: '/mnt/images', readOnly: false, size: 2 << 20 },
      { path: '/var/lib/mirrorc-sync' },
      { path: '/var/log' },
    ])
  })

  test('when the package lists were renewed', async () => {
    sandbox.sh(`rm -rf /var/lib/apt/lists /var/lib/pacman
      mkdir -p /var/lib/apt/lists/partial /var/lib/pacman/sync
      touch -d @1000000 /var/lib/pacman/sync/extra.db
      touch -d @2000000 /var/lib/apt/lists/x_Release /var/lib/apt/lists/partial
      touch -d @1500000 /var/lib/apt/lists`)
    expect((await look()).refreshed).toBe(2_000_000)
    expect((await look('pacman')).refreshed).toBe(1_000_000)
    sandbox.sh('rm /var/lib/apt/lists/* /var/lib/pacman/sync/* 2>/dev/null || true')
    expect((await look()).refreshed).toBeUndefined()
    expect((await look('pacman')).refreshed).toBeUndefined()
  })

  test('through a login that is nobody: it says what it can', async () => {
    sandbox.sh(`mkdir -p /var/spool/cron/crontabs && chmod 700 /var/spool/cron/crontabs
      echo '0 1 * * * rsync x ${trees}/athena' >/var/spool/cron/crontabs/root`)
    const login = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh']
    const session = await openLocalSession(sandbox, 'apt', login)
    const { jobs, machine, places } = await session.checkup(questions)
    expect(jobs).toEqual([])
    expect(machine.cores).toBeGreaterThan(0)
    expect(places).toHaveLength(5)
  })
})

function way(
  host: string,
  port: number,
  family: 4 | 6,
  said: object = {},
): Checkup['upstreams'][number] {
  const nothing = { address: undefined, milliseconds: undefined, complaint: undefined }
  return { host, port, family, ...nothing, ...said }
}
