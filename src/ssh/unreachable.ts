import { type ExitCode, exitCode, Failure } from '../failure.ts'

/** The failure of not being able to connect to a host, to log in or to trust its key. */
export function unreachable(message: string, hint?: string, cause?: unknown): Failure {
  return new Failure(exitCode.unreachable, message, hint, cause)
}

/** A connection that worked went away: what was asked of the host may still be going on there. */
export class LostConnection extends Failure {
  constructor(reason: string) {
    super(exitCode.unreachable, `the connection was lost: ${reason}`)
  }
}

/** The host was reached and said no, or is not the one it should be: another try would only count against us. */
export class TurnedAway extends Failure {}

/** As above, for a login or a key; `exit` says otherwise for what comes after the login. */
export function turnedAway(
  message: string,
  hint?: string,
  exit: ExitCode = exitCode.unreachable,
): Failure {
  return new TurnedAway(exit, message, hint)
}

/** Text that a host or an agent sent, made safe for a terminal and short enough for one line. */
export function printable(text: string): string {
  // The two classes are the control (Cc) and the format (Cf) characters, bidi overrides among them.
  const clean = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean
}
