import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A copy of this machine's files that vanishes with all that runs in it: own mounts, network and processes. */
export interface Sandbox {
  /** Runs a command to its end, as root, in `/`. */
  run(command: readonly string[], options?: RunOptions): RunResult
  /** Runs a script to its end and throws when it fails; its words are `$1`, `$2`… */
  sh(script: string, ...words: readonly string[]): string
  /** Writes a file, through links if there are any, and makes the directories above it. */
  write(path: string, content: string | Buffer): void
  /** All that was written since the start, with everything that a write changes about it. */
  written(): readonly string[]
  /** Starts a command that goes on. */
  start(command: readonly string[]): ChildProcess
  stop(): Promise<void>
}

interface RunOptions {
  readonly input?: string | Buffer
  readonly timeoutMs?: number
}

export interface RunResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

// The first program of the sandbox's own process namespace: it ends with the pipe that feeds it, and the kernel
// ends everything else with it. The root is an overlay whose upper half is in memory; mounts(2), pivot_root(2).
const setUp = `
set -e
read -r pid rest </proc/self/stat
mount -t tmpfs -o mode=755 sandbox "$1"
cd "$1"
mkdir upper work root
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
cd root
mount -t proc proc proc
mount --bind /sys sys
mount -o remount,bind,ro sys
mount --rbind /dev dev
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mkdir -p run/lock run/systemd/system run/upper
mount --bind "$1/upper" run/upper
mkdir old-root
pivot_root . old-root
umount -l /old-root
rmdir /old-root
ip link set lo up
echo "ready $pid"
exec cat
`

/** Makes a sandbox; needs root on Linux. */
export async function startSandbox(): Promise<Sandbox> {
  const base = mkdtempSync(join(tmpdir(), 'mirrorc-sandbox-'))
  const namespaces = ['--mount', '--net', '--pid', '--propagation', 'private']
  const holder = spawn('unshare', [
    ...namespaces,
    '--fork',
    '--kill-child',
    'sh',
    '-c',
    setUp,
    'sh',
    base,
  ])
  const ended = new Promise<void>(resolve => holder.once('close', () => resolve()))
  const enter = ['-t', await firstProcess(holder), '-m', '-n', '-p', '--']
  // By now nothing is mounted on it any more.
  rmdirSync(base)
  const run: Sandbox['run'] = (command, { input = '', timeoutMs = 20_000 } = {}) => {
    const { status, stdout, stderr, error } = spawnSync('nsenter', [...enter, ...command], {
      input,
      timeout: timeoutMs,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: environment,
    })
    if (error !== undefined) throw error
    return { code: status, stdout, stderr }
  }
  const sh: Sandbox['sh'] = (script, ...words) => {
    const { code, stdout, stderr } = run(['dash', '-euc', script, 'sh', ...words])
    if (code !== 0) throw new Error(`${script}\nended with ${code}: ${stderr}${stdout}`)
    return stdout
  }
  return {
    run,
    sh,
    write(path, content) {
      run(['mkdir', '-p', dirname(path)])
      const { code, stderr } = run(['dd', 'status=none', `of=${path}`], { input: content })
      if (code !== 0) throw new Error(stderr)
    },
    written: () => sh(`find /run /tmp -printf '${fields}'`).split('\n'),
    // Killed with nsenter, which hands no signal on; prctl(2), PR_SET_PDEATHSIG.
    start: command =>
      spawn('nsenter', [...enter, 'setpriv', '--pdeathsig=KILL', ...command], { env: environment }),
    async stop() {
      holder.stdin.end()
      await ended
    },
  }
}

// find(1): path, type, inode, mode, owner, size, links, times of content and of inode, target. The upper half of the
// overlay lies in /run.
const fields = '%p %y %i %m %U:%G %s %n %T@ %C@ %l\\n'

// What a fresh login has; nothing of the person who runs the tests.
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
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
