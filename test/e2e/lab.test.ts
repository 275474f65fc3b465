import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/lab/command.ts'
import { describeHost, type Lab, startLab } from '../../src/lab/lab.ts'
import { labsWithNetworks } from '../../src/lab/network.ts'
import { sweepDeadLabs } from '../../src/lab/remove.ts'
import { missingForLab } from '../../src/lab/requirements.ts'
import { labDirectory, labIds, readState, writeState } from '../../src/lab/state.ts'

const missing = await missingForLab()
const required = process.env.MIRRORC_LAB === 'required'
if (missing !== undefined && !required) console.log(`lab tests skipped: ${missing}`)

// Making a root file system takes half a minute where nothing is cached, and apt-get may have to wait for its lock.
const startTimeout = 600_000

test.runIf(required)('this machine can host a lab', () => {
  expect(missing).toBeUndefined()
})

describe.skipIf(missing !== undefined)('two labs side by side', () => {
  const labs: Lab[] = []
  const [one, two] = [() => at(labs, 0), () => at(labs, 1)]

  beforeAll(async () => {
    const request = { hosts: [{ name: 'fra1', aliases: ['fra1.example.org'] }] }
    labs.push(...(await Promise.all([startLab(request), startLab(request)])))
  }, startTimeout)

  afterAll(async () => {
    for (const lab of labs) await lab.stop()
  })

  test('each has a host of its own that answers over ssh', async () => {
    const hosts = await Promise.all(labs.map(lab => describeHost(lab, 'fra1')))
    for (const host of hosts) console.log(`lab host: ${host.system}, boot ${host.boot}`)
    expect(hosts.map(host => host.system)).toEqual([
      expect.stringMatching(/^Debian GNU\/Linux 12 /),
      expect.stringMatching(/^Debian GNU\/Linux 12 /),
    ])
    expect(at(hosts, 0).boot).not.toBe(at(hosts, 1).boot)
    expect(one().hosts[0]?.address).not.toBe(two().hosts[0]?.address)
    expect(one().hosts[0]?.address6).not.toBe(two().hosts[0]?.address6)
  })

  test('the ssh_config leads a name of mirror.yaml to the host, and checks its key', async () => {
    const hello = await run('ssh', ['-F', one().sshConfigFile, 'fra1.example.org', 'hostname'])
    expect(hello).toMatchObject({ code: 0, stdout: 'fra1\n' })
    const other = ['-o', `HostName=${two().hosts[0]?.address}`]
    const wrong = await run('ssh', [
      '-F',
      one().sshConfigFile,
      ...other,
      'fra1.example.org',
      'true',
    ])
    expect(wrong.code).toBe(255)
    expect(wrong.stderr).toContain('Host key verification failed')
  })

  test('a host is a bare server with systemd', async () => {
    const state = await one().ssh('fra1', 'systemctl is-system-running; systemctl --failed --plain')
    expect(state.stdout).toMatch(/^running\n/)
    const tools = await one().ssh(
      'fra1',
      'for tool in cron rsync nginx python3; do command -v $tool; done',
    )
    expect(tools.stdout).toBe('')
  })

  test('apt-get installs from the archive, in one host only', async () => {
    const install =
      'DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install hello rsync'
    const result = await one().ssh('fra1', install)
    expect(result.code, result.stderr).toBe(0)
    expect((await one().ssh('fra1', 'hello')).stdout).toBe('Hello, world!\n')
    expect((await two().ssh('fra1', 'hello')).code).toBe(127)
  }, 120_000)

  test('the hub answers rsync under the name of the upstream', async () => {
    const modules = await one().ssh('fra1', 'rsync rsync://hub.athenaos.org/')
    expect(modules.stdout).toMatch(/^athena\s.*\nathena-images\s.*\n$/)
    const sync =
      'rsync -rlt rsync://hub.athenaos.org/athena/ /tmp/athena && readlink /tmp/athena/os/x86_64/athena.db'
    expect(await one().ssh('fra1', sync)).toMatchObject({ code: 0, stdout: 'athena.db.tar.gz\n' })
  })

  test('what a server does works: staged mounts, detached units, a firewall of its own', async () => {
    const script = `set -e
mkdir /root/staged && touch /root/staged/seen
unshare --mount sh -c 'mount --bind /root/staged /etc/apt && ls /etc/apt'
systemd-run --quiet --collect --wait --pipe echo detached
sysctl -q -w net.ipv4.tcp_syncookies=1
if date --set 2001-01-01 >/dev/null 2>&1; then echo the clock of the machine can be set; fi`
    const result = await one().ssh('fra1', 'sh', { input: script })
    expect(result).toMatchObject({ code: 0, stdout: 'seen\ndetached\n' })
  })

  test('a killed host boots again with the disk it had', async () => {
    const before = await describeHost(two(), 'fra1')
    await two().ssh('fra1', 'echo kept >/root/note')
    two().kill('fra1')
    expect((await two().ssh('fra1', 'true')).code).toBe(255)
    expect((await one().ssh('fra1', 'true')).code).toBe(0)
    await two().restart('fra1')
    const after = await describeHost(two(), 'fra1')
    expect(after.boot).not.toBe(before.boot)
    expect((await two().ssh('fra1', 'cat /root/note')).stdout).toBe('kept\n')
  })

  test('stop removes one lab wholly, and leaves the other alone', async () => {
    const { id } = one()
    expect(tracesOf(id)).not.toEqual([])
    await one().stop()
    expect(tracesOf(id)).toEqual([])
    expect((await two().ssh('fra1', 'rsync --version || true')).code).toBe(0)
    await two().stop()
    expect(tracesOf(two().id)).toEqual([])
  })
})

describe.skipIf(missing !== undefined)('a lab that goes wrong', () => {
  test(
    'a host that does not boot: its console is shown, and nothing is left',
    async () => {
      // hostname(7): 64 bytes at most, so systemd-nspawn refuses the name after the lab has made everything else.
      const start = startLab({ hosts: [{ name: 'f'.repeat(70) }] })
      await expect(start).rejects.toThrow(/last lines of its console:\n.*machine name/i)
      const own = labIds().filter(id => readState(id)?.owner?.pid === process.pid)
      expect(own).toEqual([])
      expect(labsWithNetworks().filter(id => !existsSync(labDirectory(id)))).toEqual([])
    },
    startTimeout,
  )

  test('names that would mean something else in a configuration file are refused', async () => {
    for (const name of ['*', 'a b', 'hub', '-x']) {
      await expect(startLab({ hosts: [{ name }] })).rejects.toThrow('cannot use these names')
    }
  })

  test(
    'the lab of a dead process is swept away',
    async () => {
      const lab = await startLab({ hosts: [{ name: 'fra1' }] })
      const state = readState(lab.id)
      if (state === undefined) throw new Error('a running lab has no state')
      expect(await sweepDeadLabs()).not.toContain(lab.id)
      const ended = spawnSync('true')
      writeState({ ...state, owner: { pid: ended.pid, started: '1' } })
      expect(await sweepDeadLabs()).toContain(lab.id)
      expect(tracesOf(lab.id)).toEqual([])
    },
    startTimeout,
  )
})

/** Everything on this machine that carries a lab's id. */
function tracesOf(id: string): string[] {
  const text = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return '' // A process may end between the listing and the reading.
    }
  }
  const processes = readdirSync('/proc').filter(
    name =>
      /^\d+$/.test(name) &&
      // A zombie is a dead process whose parent has not asked about it yet.
      !/^State:\tZ/m.test(text(`/proc/${name}/status`)) &&
      (text(`/proc/${name}/cgroup`).includes(id) || text(`/proc/${name}/cmdline`).includes(id)),
  )
  const named = (directory: string) =>
    existsSync(directory) ? readdirSync(directory).filter(name => name.includes(id)) : []
  const tables = spawnSync('nft', ['list', 'tables'], { encoding: 'utf8' }).stdout
  return [
    ...processes.map(pid => `process ${pid}`),
    ...text('/proc/self/mountinfo')
      .split('\n')
      .filter(line => line.includes(id)),
    ...[
      '/run/netns',
      '/sys/class/net',
      '/var/lib/mirrorc-lab',
      '/run/systemd/nspawn/propagate',
    ].flatMap(named),
    ...['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'].flatMap(mount =>
      named(`${mount}/mirrorc-lab`),
    ),
    ...tables.split('\n').filter(line => line.includes(id)),
  ]
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new Error(`there is no number ${index}`)
  return item
}
