import { text as breaker } from '../runtime/mirror-sync/breaker.sh'
import { text as child } from '../runtime/mirror-sync/child.sh'
import { text as clock } from '../runtime/mirror-sync/clock.sh'
import { text as freshness } from '../runtime/mirror-sync/freshness.sh'
import { text as generations } from '../runtime/mirror-sync/generations.sh'
import { text as git } from '../runtime/mirror-sync/git.sh'
import { text as head } from '../runtime/mirror-sync/head.sh'
import { text as lftp } from '../runtime/mirror-sync/lftp.sh'
import { text as lists } from '../runtime/mirror-sync/lists.sh'
import { text as lock } from '../runtime/mirror-sync/lock.sh'
import { text as log } from '../runtime/mirror-sync/log.sh'
import { text as main } from '../runtime/mirror-sync/main.sh'
import { text as record } from '../runtime/mirror-sync/record.sh'
import { text as report } from '../runtime/mirror-sync/report.sh'
import { text as rsync } from '../runtime/mirror-sync/rsync.sh'
import { text as run } from '../runtime/mirror-sync/run.sh'
import { text as settings } from '../runtime/mirror-sync/settings.sh'
import { text as status } from '../runtime/mirror-sync/status.sh'
import { text as storage } from '../runtime/mirror-sync/storage.sh'
import { text as twoStage } from '../runtime/mirror-sync/two-stage.sh'
import { text as verified } from '../runtime/mirror-sync/verified.sh'
import { text as verify } from '../runtime/mirror-sync/verify.sh'
import { text as verifyDebian } from '../runtime/mirror-sync/verify-debian.sh'

// The head begins the program, and the last line of main calls it; in between are functions.
const parts = [
  head,
  clock,
  settings,
  log,
  lock,
  record,
  report,
  status,
  storage,
  lists,
  breaker,
  freshness,
  child,
  run,
  rsync,
  twoStage,
  generations,
  verified,
  verify,
  verifyDebian,
  git,
  lftp,
  main,
]

/** The program that syncs a module on a host. */
export const syncProgram = parts.join('\n')
