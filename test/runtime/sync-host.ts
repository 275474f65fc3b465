import type { ChildProcess } from 'node:child_process'
import { syncProgram } from '../../src/targets/sync-program.ts'
import { type Shell, useShell } from './local-session.ts'
import { type RunResult, type Sandbox, startSandbox } from './sandbox.ts'

/** A host with the sync program, and the upstream that it pulls from: a real rsync daemon of the same sandbox. */
export interface SyncHost {
  readonly sandbox: Sandbox
  /** Writes the data file of a module. Its upstream is the hub's /hub/NAME, and its tree /srv/mirrors/NAME. */
  module(name: string, settings?: Settings): void
  /** Runs the program to its end. */
  sync(...words: readonly string[]): RunResult
  /** Starts the program as the sync user. */
  start(...words: readonly string[]): ChildProcess
  /** Waits until nobody is at a module any more. */
  ended(name: string): void
  /** What the status file of a module says. */
  status(name: string): Status
  /** Every file below a directory, as `PATH CONTENT`; links as `PATH -> TARGET`. */
  tree(directory: string): readonly string[]
  /** Rewrites the daemon's configuration: what comes behind the modules' common part. */
  hub(lines: string): void
}

export type Settings = Readonly<Record<string, string | number | readonly string[]>>

export interface Status {
  readonly state: string
  readonly message: string
  readonly upstream: string
  readonly generation: string
  readonly [number: string]: string | number | null
}

const hubPort = 8730
/** Where the hub listens, for tests that put something in between. */
export const hubUrl = `rsync://127.0.0.1:${hubPort}`

// Nobody waits in a test, and what is free on this machine's disk does not matter.
const defaults: Settings = {
  retries: 0,
  retry_wait: 1,
  io_timeout: 10,
  connect_timeout: 5,
  headroom_mib: 0,
}

const setUp = `
useradd --system --no-create-home --shell /usr/sbin/nologin rsyncuser
install -d -o rsyncuser -g rsyncuser /var/lib/mirrorc-sync /var/lib/mirrorc/status /var/lib/textfiles /srv/reports
install -d /srv/mirrors /hub /etc/mirrorc/modules
cat >/etc/mirrorc/sync.conf <<EOF
site athena-fra
url https://mirror.example.org
contact admin@example.org
user rsyncuser
EOF
`

// They are half of the processes of a sync, so they are only made where somebody looks at them.
const withReports = `printf '%s\\n' 'textfiles /var/lib/textfiles' 'reports /srv/reports' >>/etc/mirrorc/sync.conf`

/** Starts such a host, of which reports say how its syncs are. */
export async function startReportingHost(shell: Shell): Promise<SyncHost> {
  const host = await startSyncHost(shell)
  host.sandbox.sh(withReports)
  return host
}

/** Starts such a host. */
export async function startSyncHost(shell: Shell = 'dash'): Promise<SyncHost> {
  const sandbox = await startSandbox()
  useShell(sandbox, shell)
  sandbox.sh(setUp)
  sandbox.write('/usr/local/lib/mirrorc/mirror-sync', syncProgram, '755')
  const program = '/usr/local/lib/mirrorc/mirror-sync'
  const host: SyncHost = {
    sandbox,
    module(name, settings = {}) {
      const all = {
        upstream: `${hubUrl}/hub/${name}`,
        path: `/srv/mirrors/${name}`,
        ...defaults,
        ...settings,
      }
      const lines = Object.entries(all).flatMap(([key, value]) =>
        (Array.isArray(value) ? value : [value]).map(each => `${key} ${each}\n`),
      )
      sandbox.write(`/etc/mirrorc/modules/${name}`, lines.join(''))
      sandbox.sh(
        'mkdir -p "/hub/$1"; install -d -o rsyncuser -g rsyncuser "$2"',
        name,
        String(all.path),
      )
    },
    sync: (...words) => sandbox.run([program, ...words]),
    start: (...words) => sandbox.start(['runuser', '-u', 'rsyncuser', '--', program, ...words]),
    ended: name => sandbox.waitFor('flock -n "/var/lib/mirrorc-sync/$1/lock" true', name),
    status: name => JSON.parse(sandbox.sh('cat "/var/lib/mirrorc/status/$1.json"', name)) as Status,
    tree: directory => listTree(sandbox, directory),
    hub: lines =>
      sandbox.write('/etc/hub.conf', `use chroot = no\nuid = root\ngid = root\n${lines}`),
  }
  host.hub('[hub]\npath = /hub\n')
  startHub(sandbox)
  return host
}

// rsync(1): a daemon whose standard input is a socket, as Node makes it, thinks that inetd has started it.
function startHub(sandbox: Sandbox): void {
  const listen = `--address=127.0.0.1 --port=${hubPort} --config=/etc/hub.conf --log-file=/dev/null`
  sandbox.start(['dash', '-c', `exec rsync --daemon --no-detach ${listen} </dev/null`])
  sandbox.waitFor(`ss -ltn | grep -q :${hubPort}`)
}

// One program for all files of a tree: there are thousands of trees in these tests.
const listFiles = `while (<STDIN>) {
  chomp;
  if (-l) { print "$_ -> ", readlink, "\\n"; next }
  my $content = "";
  if (open my $file, "<", $_) { read $file, $content, 60 }
  print "$_ ", $content =~ tr/\\n/ /r, "\\n";
}`

function listTree(sandbox: Sandbox, directory: string): readonly string[] {
  const script = `cd "$1" && find . -path ./.mirrorc -prune -o ! -type d -print | sort | perl -e "$2"`
  return sandbox
    .sh(script, directory, listFiles)
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.trimEnd())
}
