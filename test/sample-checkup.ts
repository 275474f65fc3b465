import type { Case } from '../src/doctor/check.ts'
import type { Checkup } from '../src/doctor/checkup.ts'

const gigabyte = 1e9

/** A host of which there is nothing to report. */
export const fitHost: Case = {
  wanted: {
    title: 'Debian 12',
    manager: 'apt',
    packages: ['cron', 'nginx', 'rsync'],
    storage: { root: '/srv/mirrors', user: 'rsyncuser' },
    modules: [{ name: 'athena', path: '/srv/mirrors/athena' }],
    names: ['mirror.example.org'],
    shared: false,
    ipv6: true,
    ports: [{ port: 80, unit: 'nginx.service' }],
    units: ['nginx.service', 'rsync.service', 'cron.service', 'certbot.timer'],
    certificates: ['mirror.example.org'],
    sizeBytes: undefined,
  },
  seen: {
    facts: {
      osId: 'debian',
      versionId: '12',
      uid: 0,
      machineId: 'm',
      bootId: 'b',
      ipv6: true,
      systemd: true,
    },
    packages: {
      cron: { state: 'present' },
      nginx: { state: 'absent' },
      rsync: { state: 'absent' },
    },
    certificates: {
      'mirror.example.org': {
        usable: true,
        isShown: true,
        issued: {
          names: ['mirror.example.org'],
          keyType: 'ecdsa',
          directory: 'https://acme.example.org/',
          hooks: [],
          ends: 'May  1 00:00:00 2027 GMT',
          isExpired: false,
          isLate: false,
        },
      },
    },
    unfinished: undefined,
    unfit: [],
    limited: undefined,
  },
  checkup: {
    machine: {
      cores: 4,
      memoryBytes: 8 * gigabyte,
      container: undefined,
      synchronized: true,
      reboot: undefined,
      megabitsPerSecond: 1000,
    },
    clock: { time: 1_800_000_000, ahead: 0.2, uncertain: 0.6 },
    addresses: ['198.51.100.7', '2001:db8::7'],
    names: [
      { name: 'mirror.example.org', family: 4, addresses: ['198.51.100.7'] },
      { name: 'mirror.example.org', family: 6, addresses: ['2001:db8::7'] },
    ],
    upstreams: [
      {
        host: 'hub.athenaos.org',
        port: 873,
        family: 4,
        address: '192.0.2.1',
        milliseconds: 12,
        complaint: undefined,
      },
      {
        host: 'hub.athenaos.org',
        port: 873,
        family: 6,
        address: undefined,
        milliseconds: undefined,
        complaint: undefined,
      },
    ],
    sockets: [{ port: 22, program: 'sshd', unit: 'ssh.service' }],
    complaints: [],
    places: [
      {
        path: '/srv/mirrors',
        existing: '/srv',
        mount: '/srv',
        readOnly: false,
        size: 100 * gigabyte,
        available: 60 * gigabyte,
        inodesUsed: 0.1,
      },
    ],
    unmounted: [],
    sizes: { athena: 5 * gigabyte },
    strangers: { found: [], whole: true },
    refreshed: 1_800_000_000 - 86_400,
    leftovers: [],
    failed: [],
    jobs: [],
  },
}

/** The same host, but for what is said. */
export function withCheckup(changed: Partial<Checkup>): Case {
  return { ...fitHost, checkup: { ...fitHost.checkup, ...changed } }
}
