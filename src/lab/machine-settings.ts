import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNow } from './command.ts'
import { labRoot, machineBoot } from './state.ts'

/** A number that the kernel goes by, and how large it has to be for labs. */
export interface Setting {
  readonly file: string
  readonly least: number
}

/** Whether this machine passes on packets that are not its own, which packages for the hosts need. */
export const forwardingSetting = '/proc/sys/net/ipv4/ip_forward'

const settings: readonly Setting[] = [
  { file: forwardingSetting, least: 1 },
  // systemd takes ten in each host, and all hosts' count as root's, who has 128: inotify(7).
  { file: '/proc/sys/fs/inotify/max_user_instances', least: 1024 },
]

/** Where it is written down what labs changed, and in which boot of the machine. */
const markIn = (directory: string): string => join(directory, 'settings')

/** Changes what has to be, once. The lab lock must be held. */
export function changeSettings(all = settings, directory = labRoot): void {
  const mark = markIn(directory)
  const boot = `${machineBoot()}\n`
  if (existsSync(mark) && !readFileSync(mark, 'utf8').startsWith(boot)) rmSync(mark)
  for (const { file, least } of all) {
    const before = readFileSync(file, 'utf8').trim()
    // Where it may not be changed, fewer hosts run at a time.
    if (Number(before) >= least || !isWritable(file)) continue
    if (!existsSync(mark)) writeFileSync(mark, boot)
    writeFileSync(mark, `${file} ${before} ${least}\n`, { flag: 'a' })
    writeFileSync(file, `${least}`)
  }
}

/** Puts the settings back as the first lab found them, when no lab is left. */
export function restoreSettings(directory = labRoot): void {
  if (!existsSync(markIn(directory))) return
  // In a shell, because this also runs while the process ends, when nothing that waits for an event can run.
  const script = `
for lab in "$1"/*/state.json
do test ! -e "$lab" || exit 0
done
{
  read -r boot
  while read -r file before after
  do
    if test "$boot" = "$2" && test "$(cat "$file")" = "$after"
    then echo "$before" >"$file"
    fi
  done
} <"$1/settings"
rm -f "$1/settings"`
  const lock = join(directory, 'lock')
  runNow('flock', ['--timeout', '10', lock, 'sh', '-c', script, 'sh', directory, machineBoot()])
}

export function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}
