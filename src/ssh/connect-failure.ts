import type { Phase } from './attempt.ts'
import type { ResolvedTarget } from './config/resolve.ts'
import { printable, unreachable } from './unreachable.ts'

/** What was going on when a connection broke. */
export interface Breakage {
  readonly target: ResolvedTarget
  readonly phase: Phase
  /** What the other side said instead of SSH. */
  readonly greeting: string
}

/** Explain an error of the socket or of the SSH library before the login succeeded. */
export function explainError(error: Error, { target, phase, greeting }: Breakage): Error {
  const { label, hostname, port } = target
  const codes = errorCodes(error)
  if (phase === 'running commands') return explainLoss(target, error)
  const where = `${hostname} port ${port}`
  if (codes.has('ENOTFOUND') || codes.has('EAI_NODATA')) {
    return unreachable(
      `${label}: there is no address for ${hostname}`,
      'Check `address:` in mirror.yaml, and AddressFamily where your SSH configuration sets it.',
      error,
    )
  }
  if (codes.has('EAI_AGAIN')) {
    return unreachable(
      `${label}: the name server does not answer for ${hostname}`,
      undefined,
      error,
    )
  }
  if (codes.has('ECONNREFUSED')) {
    return unreachable(
      `${label}: ${where} refuses the connection`,
      'Is sshd running there, and is this its port?',
      error,
    )
  }
  const reset = ['ECONNRESET', 'EPIPE'].some(code => codes.has(code))
  if (reset || /before handshake/i.test(error.message)) {
    return explainHangUp({ target, phase, greeting }, error)
  }
  if (/no matching/i.test(error.message)) {
    return unreachable(
      `${label}: mirrorc and the host share no safe algorithm (${printable(error.message)})`,
      'mirrorc does not use SHA-1, so the SSH server may be too old. If it is very new and strict, write `transport: openssh`.',
      error,
    )
  }
  const reasons = codes.size > 0 ? [...codes].join(', ') : printable(error.message)
  return unreachable(`${label}: failed while ${phase} (${where}): ${reasons}`, undefined, error)
}

/** Explain that the host ended the connection before the login succeeded. */
export function explainHangUp({ target, phase, greeting }: Breakage, cause?: unknown): Error {
  const { label, hostname, port } = target
  if (phase === 'running commands') return explainLoss(target)
  const said = printable(greeting)
  if (/^HTTP\//.test(said)) {
    return unreachable(
      `${label}: a web server answers at ${hostname} port ${port}`,
      undefined,
      cause,
    )
  }
  // sshd writes its reasons as plain text: "Exceeded MaxStartups", "Not allowed at this time".
  return unreachable(
    `${label}: the host closed the connection while ${phase}${said && `, saying: ${said}`}`,
    phase === 'waiting for its SSH greeting'
      ? 'It may be blocking this address for a while after failed logins (PerSourcePenalties, fail2ban), ' +
          'or have too many connections at once (MaxStartups).'
      : undefined,
    cause,
  )
}

function explainLoss({ label, keepalive }: ResolvedTarget, error?: Error): Error {
  const silence = (keepalive.intervalMs * (keepalive.count + 1)) / 1000
  const why = /keepalive/i.test(error?.message ?? '')
    ? `no sign of life for ${silence} s`
    : printable(error?.message ?? 'the host closed it')
  return unreachable(`${label}: the connection is lost: ${why}`, undefined, error)
}

/** With several addresses Node gives one error with the errors of all. */
function errorCodes(error: Error): ReadonlySet<string> {
  const errors = error instanceof AggregateError ? [error, ...error.errors] : [error]
  const codes = errors.map((one: NodeJS.ErrnoException) => one.code)
  // The SSH library puts the number of a disconnect message there.
  return new Set(codes.filter(code => typeof code === 'string'))
}
