import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A copy of this machine's files that vanishes with all that runs in it: own mounts, network and processes. */
export interface Sandbox {
  /** Runs a command to its end, as root, in `/`. After 20 seconds it is killed, and its code is 124 or 137. */
  run(command: readonly string[], options?: { readonly input?: string | Buffer }): RunResult
  /** Runs a script to its end and throws when it fails; its words are `$1`, `$2`… */
  sh(script: string, ...words: readonly string[]): string
  /** Waits until a script ends well, for ten seconds at most. */
  waitFor(script: string, ...words: readonly string[]): void
  /** Puts a new file in a place, and makes the directories above it. */
  write(path: string, content: string | Buffer, mode?: string): void
  /** All that was written since the start, with everything that a write changes about it. */
  written(): readonly string[]
  /** Starts a command that goes on. */
  start(command: readonly string[]): ChildProcess
  stop(): Promise<void>
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

// The first program of the sandbox's own process namespace. Its root is an overlay whose upper half is in memory;
// mounts(2), pivot_root(2). Then it runs what it is told, until the pipe that tells it ends: then it ends, and the
// kernel ends everything else with it. (A process started from here is far cheaper than one started by Node.)
const firstProgram = `
set -e
read -r pid rest </proc/self/stat
cd "$1"
mkfifo told/order told/done
mount -t tmpfs -o mode=755 sandbox inside
cd inside
mkdir upper work root
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
cd root
mount -t proc proc proc
mount --bind /sys sys
mount -o remount,bind,ro sys
mount --rbind /dev dev
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mkdir -p run/lock run/systemd/system run/upper run/told
mount --bind "$1/inside/upper" run/upper
mount --bind "$1/told" run/told
mkdir old-root
pivot_root . old-root
umount -l /old-root
rmdir /old-root
ip link set lo up
echo "ready $pid"
exec 3</run/told/order 4>/run/told/done
set +e
while read -r _ <&3; do
  timeout -k 1 20 dash /run/told/command </run/told/input >/run/told/stdout 2>/run/told/stderr 3<&- 4>&-
  echo "$?" >&4
done
`

// find(1): path, type, inode, mode, owner, size, links, times of content and of inode, target. The upper half of the
// overlay lies in /run.
const fields = '%p %y %i %m %U:%G %s %n %T@ %C@ %l\\n'

// What a fresh login has; nothing of the person who runs the tests.
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
}

/** Makes a sandbox; needs root on Linux. */
export async function startSandbox(): Promise<Sandbox> {
  const base = mkdtempSync(join(tmpdir(), 'mirrorc-sandbox-'))
  const told = join(base, 'told')
  for (const directory of [told, join(base, 'inside')]) mkdirSync(directory)
  const namespaces = ['--mount', '--net', '--pid', '--propagation', 'private']
  const program = ['--fork', '--kill-child', 'dash', '-c', firstProgram, 'dash', base]
  const holder = spawn('unshare', [...namespaces, ...program], { env: environment })
  const ended = new Promise<void>(resolve => holder.once('close', () => resolve()))
  const pid = await firstProcess(holder)
  const order = openSync(join(told, 'order'), 'w')
  const done = openSync(join(told, 'done'), 'r')
  const run: Sandbox['run'] = (command, { input = '' } = {}) =>
    runTold(told, { order, done }, command, input)
  const enter = ['-t', pid, '-m', '-n', '-p', '--', 'setpriv', '--pdeathsig=KILL']
  return {
    run,
    ...conveniences(run),
    // Killed with nsenter, which hands no signal on; prctl(2), PR_SET_PDEATHSIG.
    start: command => spawn('nsenter', [...enter, ...command], { env: environment }),
    async stop() {
      closeSync(order)
      closeSync(done)
      await ended
      rmSync(base, { recursive: true })
    },
  }
}

function conveniences(run: Sandbox['run']): Pick<Sandbox, 'sh' | 'waitFor' | 'write' | 'written'> {
  const sh: Sandbox['sh'] = (script, ...words) => {
    const { code, stdout, stderr } = run(['dash', '-euc', script, 'sh', ...words])
    if (code !== 0) throw new Error(`${script}\nended with ${code}: ${stderr}${stdout}`)
    return stdout
  }
  return {
    sh,
    waitFor(script, ...words) {
      const again = 'tries=$((tries + 1)); [ "$tries" -lt 500 ] || exit 1; sleep 0.02'
      sh(`tries=0; until ${script}; do ${again}; done`, ...words)
    },
    write(path, content, mode = '644') {
      const { code, stderr } = run(['install', '-D', '-m', mode, '/dev/stdin', path], {
        input: content,
      })
      if (code !== 0) throw new Error(stderr)
    },
    written: () => sh(`find /run /tmp -path /run/told -prune -o -printf '${fields}'`).split('\n'),
  }
}

interface Pipes {
  readonly order: number
  readonly done: number
}

/** Has the first program run one command, and waits for it. */
function runTold(
  told: string,
  pipes: Pipes,
  command: readonly string[],
  input: string | Buffer,
): RunResult {
  const quoted = command.map(word => `'${word.replaceAll("'", "'\\''")}'`)
  writeFileSync(join(told, 'command'), `exec ${quoted.join(' ')}`)
  writeFileSync(join(told, 'input'), input)
  // Not truncated: somebody who was left behind may still write to the old ones.
  for (const name of ['stdout', 'stderr']) rmSync(join(told, name), { force: true })
  writeSync(pipes.order, '\n')
  const answer = Buffer.alloc(16)
  const length = readSync(pipes.done, answer)
  if (length === 0) throw new Error('the sandbox is gone')
  return {
    code: Number(answer.toString('utf8', 0, length)),
    stdout: readFileSync(join(told, 'stdout'), 'utf8'),
    stderr: readFileSync(join(told, 'stderr'), 'utf8'),
  }
}

// The holder says how its child is called out here.
function firstProcess(holder: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk
      const ready = /^ready (\d+)$/m.exec(said)?.[1]
      if (ready !== undefined) resolve(ready)
    }
    holder.stdout?.on('data', listen)
    holder.stderr?.on('data', listen)
    holder.once('close', () => reject(new Error(`no sandbox: ${said}`)))
  })
}
