import { Command, CommanderError } from 'commander'
import {
  addCommonOptions,
  addPlanOptions,
  addReachOptions,
  fileOption,
  parallelOption,
  saidOptions,
  wholeNumber,
} from './cli-options.ts'
import type { Io } from './commands/io.ts'
import { type ExitCode, exitCode } from './failure.ts'
import { packageVersion } from './version.ts'

type Run = (command: Promise<ExitCode>) => Promise<void>

/** Reads the command line and runs its command; each command's code is loaded only when it is the one. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = exitCode.done
  const program = makeProgram(io, async command => {
    exit = await command
  })
  try {
    await program.parseAsync(unknownAlone(program, argv), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCode.done : exitCode.usage
  }
  return exit
}

/** The name alone of a command that there is not: with --help behind it, Commander would print the program's help. */
function unknownAlone(program: Command, argv: readonly string[]): readonly string[] {
  const name = argv[0] === 'help' ? argv[1] : argv[0]
  if (name === undefined || name.startsWith('-')) return argv
  return program.commands.some(command => command.name() === name) ? argv : [name]
}

function makeProgram(io: Io, run: Run): Command {
  const program = new Command('mirrorc')
    .description('One mirror.yaml becomes a public Linux mirror.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({
      writeOut: text => io.out.write(text),
      writeErr: text => io.err.write(text),
    })
    .showHelpAfterError('(--help lists what there is)')
    .addHelpText('after', afterHelp)
    .exitOverride()
  addFileCommands(program, io, run)
  addHostCommands(program, io, run)
  addDoctorCommand(program, io, run)
  addOneHostCommands(program, io, run)
  addSyncCommands(program, io, run)
  addTrustCommand(program, io, run)
  addTryCommand(program, io, run)
  addTextCommands(program, io, run)
  addHelpCommand(program)
  for (const command of program.commands) addCommonOptions(command)
  return program
}

const afterHelp = `
A first mirror:
  mirrorc init              write a mirror.yaml, then edit it
  mirrorc validate          is it right?
  mirrorc diff              what would be done, on which host?
  mirrorc apply fra1        do it, after a question

Exit status: 0 done, 2 there are differences, 3 mirror.yaml is invalid, 4 host not reached or not trusted,
5 refused, 6 undone after a failure; all of them: docs/exit-codes.md`

function addFileCommands(program: Command, io: Io, run: Run): void {
  program
    .command('init')
    .description('write a mirror.yaml to start from')
    .option(...fileOption)
    .option('--site <name>', 'the name of the site')
    .option('--domain <name>', 'the name under which it is reached')
    .option('--contact <address>', 'an e-mail address')
    .action(async options => run((await import('./commands/init.ts')).init(options, io)))
  program
    .command('validate')
    .description('check the mirror file; contact nobody')
    .option(...fileOption)
    .option('--json', 'print what is wrong as data', false)
    .action(async options => run((await import('./commands/validate.ts')).validate(options, io)))
  program
    .command('compile')
    .description('write the files and commands of each host; contact nobody')
    .argument('[host...]', 'hosts of the mirror file; all by default')
    .requiredOption('-o, --out <directory>', 'where to write')
    .option(...fileOption)
    .action(async (hosts, options) =>
      run((await import('./commands/compile.ts')).compile({ ...options, hosts }, io)),
    )
  program
    .command('test')
    .description('compare what the mirror file compiles to with the tree kept beside it')
    .option(...fileOption)
    .option('--update', 'write the tree anew', false)
    .action(async options => run((await import('./commands/golden.ts')).golden(options, io)))
}

function addHostCommands(program: Command, io: Io, run: Run): void {
  hostCommand(program, 'diff', 'show what apply would do; change nothing')
    .option('-o, --out <plan.json>', 'also write the plans, for: mirrorc apply plan.json')
    .option('--record <file>', 'also write down what the host is like')
    .option('--against <file>', 'compare with a host written down before; contact nobody')
    .action(async (hosts, options) =>
      run((await import('./commands/diff.ts')).diff({ ...options, hosts }, io)),
    )
  hostCommand(program, 'apply', 'look, show, ask, and do exactly what was shown')
    .option('--all', 'every host of the mirror file', false)
    .option('--yes', 'do not ask', false)
    .action(async (hosts, options, command) => {
      const { apply } = await import('./commands/apply.ts')
      await run(apply({ ...options, hosts, said: saidOptions(command) }, io))
    })
}

function addDoctorCommand(program: Command, io: Io, run: Run): void {
  const doctor = program
    .command('doctor')
    .description('see whether a server is fit to be the mirror; change nothing')
    .argument('[host...]', 'hosts of the mirror file; all by default')
    .option('--size <gigabytes>', 'how large all modules are together', wholeNumber)
    .option('--renew', 'also have certbot try, without effect, to renew the certificate', false)
    .option(...parallelOption)
  addReachOptions(doctor).action(async (hosts, options) =>
    run((await import('./commands/doctor.ts')).doctor({ ...options, hosts }, io)),
  )
}

function addOneHostCommands(program: Command, io: Io, run: Run): void {
  oneHostCommand(program, 'retire', 'take off a host all that mirrorc put on it').action(
    async (host, options) =>
      run((await import('./commands/retire.ts')).retire({ ...options, host }, io)),
  )
  oneHostCommand(program, 'rollback', 'make a host again what an earlier apply made it')
    .argument('[id]', 'an apply of `mirrorc log`; by default the one before the last')
    .action(async (host, id, options) =>
      run((await import('./commands/retire.ts')).rollback({ ...options, host, id }, io)),
    )
  const log = program
    .command('log')
    .description('show who applied what to a host, when, and how it ended')
    .argument('<host>', 'a host of the mirror file')
  addReachOptions(log).action(async (host, options) =>
    run((await import('./commands/log.ts')).log({ ...options, host }, io)),
  )
}

function addSyncCommands(program: Command, io: Io, run: Run): void {
  const status = program
    .command('status')
    .description('show how the syncs of each host are; change nothing')
    .argument('[host...]', 'hosts of the mirror file; all by default')
    .option('--watch', 'draw it anew every few seconds, until Ctrl-C', false)
    .option(...parallelOption)
  addReachOptions(status).action(async (hosts, options) =>
    run((await import('./commands/status.ts')).status({ ...options, hosts }, io)),
  )
  moduleCommand(program, 'sync', 'sync a module now, and follow it; Ctrl-C leaves it to the host')
    .option('--dry-run', 'say what a sync would do', false)
    .option('--ack', 'let what was held back happen, as much as is shown, this once', false)
    .option('--yes', 'with --ack: do not ask', false)
    .action(async (host, module, options) =>
      run((await import('./commands/sync.ts')).sync({ ...options, host, module }, io)),
    )
  moduleCommand(program, 'rollback-data', 'serve an older state of a tree (publish: atomic)')
    .argument('[generation]', 'one of --list; by default the one before that which is served')
    .option('--list', 'only show which there are', false)
    .option('--yes', 'do not ask', false)
    .action(async (host, module, generation, options) => {
      const { rollbackData } = await import('./commands/rollback-data.ts')
      await run(rollbackData({ ...options, host, module, generation }, io))
    })
}

function moduleCommand(program: Command, name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument('<host>', 'a host of the mirror file')
    .argument('<module>', 'one of its modules')
  return addReachOptions(command)
}

function oneHostCommand(program: Command, name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument('<host>', 'a host of the mirror file')
  return addPlanOptions(command).option('--yes', 'do not ask', false)
}

function addTrustCommand(program: Command, io: Io, run: Run): void {
  program
    .command('trust')
    .description("record a host's SSH key, once you have compared it")
    .argument('<host>', 'a host of the mirror file')
    .option(...fileOption)
    .option('--ssh-config <file>', 'use this ssh_config(5) instead of your own')
    .option('--fingerprint <SHA256:…>', 'trust exactly this key, without a question')
    .option('--timeout <seconds>', 'how long reaching it may take', wholeNumber, 30)
    .action(async (host, options) =>
      run((await import('./commands/trust-named.ts')).trustNamed({ ...options, host }, io)),
    )
}

function hostCommand(program: Command, name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument(
      '[host...]',
      name === 'apply' ? 'hosts of the mirror file, or one plan.json' : 'hosts of the mirror file',
    )
  return addPlanOptions(command).option(...parallelOption)
}

/** Commander's own says nothing of a command that there is not. */
function addHelpCommand(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .description('print help for a command')
    .argument('[command]')
    .action((name?: string) => {
      if (name === undefined) program.help()
      const command = program.commands.find(candidate => candidate.name() === name)
      if (command === undefined) program.error(`error: unknown command '${name}'`)
      command.help()
    })
}

const afterTryHelp = `
The server is of the host's release: Debian 12 or 13. Others are made from their own archives where this machine's apt or
pacman is set up for those; that has not been run yet.`

function addTryCommand(program: Command, io: Io, run: Run): void {
  program
    .command('try')
    .description('boot a throwaway server on this machine (root, Linux) and apply to it')
    .addHelpText('after', afterTryHelp)
    .argument('[host]', 'the host of the mirror file whose place it takes')
    .option(...fileOption)
    .option('--timeout <seconds>', 'how long reaching it may take', wholeNumber, 30)
    .action(async (host, options) =>
      run((await import('./commands/try.ts')).tryOut({ ...options, host }, io)),
    )
}

function addTextCommands(program: Command, io: Io, run: Run): void {
  program
    .command('schema')
    .description('print the JSON Schema of the mirror file')
    .action(async () => run((await import('./commands/schema.ts')).schema(io)))
  program
    .command('explain')
    .description('say what a key of the mirror file means')
    .argument('[path]', 'such as modules.every; without one, all keys are listed')
    .action(async path => run((await import('./commands/explain.ts')).explain(path, io)))
}
