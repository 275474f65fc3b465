import { exitCode, Failure } from '../failure.ts'
import type { RunResult, RunWord } from '../ssh/run.ts'

type FailureText = readonly [exit: Failure['exit'], message: string, hint?: string]

const failures: Readonly<Record<Exclude<RunWord, 'committed' | 'pending'>, FailureText>> = {
  'cut-off': [exitCode.unreachable, 'the plan did not arrive whole: nothing was done'],
  diverged: [
    exitCode.refused,
    'a package brought files that were not expected: the packages stay, nothing else was done',
    'look at them, then run `mirrorc diff` again',
  ],
  failed: [
    exitCode.rolledBack,
    'apply failed before anything that serves was changed; packages and users that were added stay',
  ],
  interrupted: [
    exitCode.interrupted,
    'stopped before anything that serves was changed; packages and users that were added stay',
  ],
  locked: [exitCode.refused, 'another apply is at work on this host', 'wait for it to end'],
  lost: [
    exitCode.rollbackIncomplete,
    'the apply on the host died, and nobody could put back what it did',
  ],
  'no-space': [
    exitCode.refused,
    'cannot write below /var/lib/mirrorc: nothing was done',
    'is its disk full, or read-only? on the host: df -h /var/lib; df -i /var/lib; findmnt -T /var/lib',
  ],
  'not-begun': [
    exitCode.refused,
    'the host did not start the apply: nothing was done',
    'it has to write below /var/lib/mirrorc: do settings for all services forbid that? on the host: ls /etc/systemd/system/service.d; journalctl -u "mirrorc-*"',
  ],
  'not-installed': [
    exitCode.refused,
    'the host did not install the packages, and nothing that serves was changed',
  ],
  'rolled-back': [exitCode.rolledBack, 'apply failed and everything was put back'],
  stale: [
    exitCode.stale,
    'the host changed since it was looked at: nothing was done',
    'run `mirrorc diff` again',
  ],
  unfinished: [
    exitCode.refused,
    'an earlier apply was cut off while this one was prepared: nothing was done',
    'run `mirrorc apply` again',
  ],
  unsafe: [
    exitCode.refused,
    "/var/lib/mirrorc, or tx in it, is not only root's to write: nothing was done",
    'whoever else can write there chooses what root runs; look what is in it, and then, on the host: chown root:root /var/lib/mirrorc /var/lib/mirrorc/tx; chmod go-w /var/lib/mirrorc /var/lib/mirrorc/tx',
  ],
  unknown: [exitCode.unreachable, 'the plan did not arrive whole: nothing was done'],
  stuck: [exitCode.rollbackIncomplete, 'apply failed, and not everything could be put back'],
}

/** What a tool complains of, and what a person can look at. The tools speak the language C. */
const remedies: readonly (readonly [complaint: RegExp, hint: string])[] = [
  [
    /No space left on device|Disk quota exceeded/,
    'make room first; on the host: df -h; df -i (a disk can also be out of inodes)',
  ],
  [
    /Read-only file system/,
    'something is mounted read-only; on the host: findmnt -O ro; dmesg says whether its disk is failing',
  ],
  [
    /Operation not permitted/,
    'is something immutable? on the host: lsattr -d on the path and on the directory above it',
  ],
  [
    /Device or resource busy/,
    'is the file mounted by itself? on the host: findmnt; nothing can be renamed over a mount',
  ],
  [
    /cannot lock \/etc\/\w+/,
    'somebody else is changing users, or was cut off; on the host: ls -l /etc/*.lock; remove /etc/passwd.lock and the like only when nobody is',
  ],
  [
    /the answer is 403/,
    'can the web server enter each directory above the tree? on the host: namei -l on the path of the module',
  ],
  [
    /Too many links|Too many levels of symbolic links/,
    'does a link lead in a circle? on the host: namei -l on the path',
  ],
]

/** Why a run ended without what it was for, and what to do next. */
export function failureOf({ word, log, id }: RunResult): Failure {
  if (word === 'committed' || word === 'pending') throw new Error(`unreachable: ${word}`)
  const [exit, message, hint] = failures[word]
  const said = log.map(line => `\n    ${line}`).join('')
  const record = `the record of this run on the host: /var/lib/mirrorc/tx/${id}`
  const more = word === 'stuck' || word === 'lost' || word === 'failed' ? record : undefined
  const remedy = remedies.find(([complaint]) => complaint.test(said))?.[1]
  const hints = [hint ?? remedy, more].filter(text => text !== undefined)
  return hints.length === 0
    ? new Failure(exit, message + said)
    : new Failure(exit, message + said, hints.join('\n'))
}
