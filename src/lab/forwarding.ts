import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNow } from './command.ts'
import { labLock, labRoot, machineBoot } from './state.ts'

/** Whether this machine passes on packets that are not its own. */
export const forwardingSetting = '/proc/sys/net/ipv4/ip_forward'

/** Says that a lab switched forwarding on, and in which boot of the machine. */
const mark = join(labRoot, 'forwarding')

/** Lets this machine pass on packets, which packages for the hosts need. The lab lock must be held. */
export function switchForwardingOn(): void {
  if (readFileSync(forwardingSetting, 'utf8').trim() === '1') {
    if (existsSync(mark) && readFileSync(mark, 'utf8') !== machineBoot()) rmSync(mark)
    return
  }
  writeFileSync(mark, machineBoot())
  writeFileSync(forwardingSetting, '1')
}

/** Puts the setting back as the first lab found it, when no lab is left. */
export function switchForwardingBack(): void {
  if (!existsSync(mark)) return
  // In a shell, because this also runs while the process ends, when nothing that waits for an event can run.
  const script = `
for lab in "$1"/*/state.json
do test ! -e "$lab" || exit 0
done
if test "$(cat "$1/forwarding")" = "$2"
then echo 0 >${forwardingSetting}
fi
rm -f "$1/forwarding"`
  runNow('flock', ['--timeout', '10', labLock, 'sh', '-c', script, 'sh', labRoot, machineBoot()])
}
