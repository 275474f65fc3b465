/** The exit statuses of every command; `docs/exit-codes.md` explains them to users. */
export const exitCode = {
  done: 0,
  bug: 1,
  differences: 2,
  invalid: 3,
  unreachable: 4,
  refused: 5,
  rolledBack: 6,
  rollbackIncomplete: 7,
  stale: 8,
  pending: 9,
  declined: 10,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** A command cannot go on for a reason its user can act on. Anything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: ExitCode
  /** What to do next, if there is something. */
  readonly hint: string | undefined

  constructor(exit: ExitCode, message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.exit = exit
    this.hint = hint
  }
}
