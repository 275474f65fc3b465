import { type Command, InvalidArgumentError } from 'commander'

export const fileOption = ['-f, --file <file>', 'the mirror file', 'mirror.yaml'] as const

export const parallelOption = [
  '--parallel <hosts>',
  'how many hosts at once',
  wholeNumber,
  8,
] as const

export const passwordOption = [
  '--become-password-file <file>',
  'the password for sudo on the hosts is its first line',
] as const

// process-io.ts reads these three: they are about the process, not about a command.
export function addCommonOptions(command: Command): void {
  command
    .option('--no-input', 'never ask')
    .option('--no-color', 'print without colours')
    .option('--quiet', 'print no progress and no good news')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride()
}

/** How a host is reached, for commands that make no plan. */
export function addReachOptions(command: Command): Command {
  return command
    .option(...fileOption)
    .option('--ssh-config <file>', 'use this ssh_config(5) instead of your own')
    .option(...passwordOption)
    .option('--timeout <seconds>', 'how long reaching a host may take', wholeNumber, 30)
    .option('--json', 'print data instead of text', false)
}

/** What a plan is made with, and how its host is reached. */
export function addPlanOptions(command: Command): Command {
  return command
    .option(...fileOption)
    .option('--ssh-config <file>', 'use this ssh_config(5) instead of your own')
    .option(...passwordOption)
    .option('--adopt', 'take over files that are in the way', false)
    .option('--allow-prune <number>', 'how many things may be taken off at once', wholeNumber, 0)
    .option('--full-upgrade', 'upgrade the whole host with what is installed (Arch)', false)
    .option('--new-storage', 'make a storage root anew that was there and is gone', false)
    .option('--retry-certificates', 'order again before its time what failed', false)
    .option('--take-over', "take over a host with another site's record, or a moved storage", false)
    .option('--json', 'print data instead of text', false)
    .option('--timeout <seconds>', 'how long reaching a host may take', wholeNumber, 30)
}

export function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('a whole number from 1 up')
  return Number(text)
}

/** The long names of the options that were said on the command line, whatever they were set to. */
export function saidOptions(command: Command): readonly string[] {
  return command.options
    .filter(option => command.getOptionValueSource(option.attributeName()) === 'cli')
    .flatMap(option => option.long ?? [])
}
