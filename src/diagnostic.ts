import type { Span } from './source.ts'

/** Something wrong with the user's input. Data, not an exception: a phase collects them and goes on. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: DiagnosticCode
  /** Lower case, no full stop: what was found and what is allowed. */
  readonly message: string
  readonly span: Span
  /** What to write instead. */
  readonly hint?: string
}

/** Every code has a section in docs/errors.md and a case `test/golden/error-…` or `warning-…`. */
export const diagnosticCodes = [
  // The file as bytes and characters
  'file-too-large',
  'not-utf8',
  'forbidden-character',
  'not-normalized',
  // YAML
  'alias',
  'anchor',
  'complex-key',
  'directive',
  'duplicate-key',
  'empty-file',
  'merge-key',
  'not-a-map',
  'odd-number',
  'quote-the-key',
  'several-documents',
  'tab-indent',
  'tag',
  'too-deep',
  'yaml-syntax',
  // Keys and types
  'later-key',
  'later-value',
  'missing-key',
  'out-of-range',
  'too-few',
  'too-many',
  'unknown-key',
  'unknown-value',
  'unsupported-version',
  'wrong-type',
  // Single values
  'bad-address',
  'bad-domain',
  'bad-duration',
  'bad-email',
  'bad-fingerprint',
  'bad-interval',
  'bad-name',
  'bad-network',
  'bad-option',
  'bad-path',
  'bad-pattern',
  'bad-schedule',
  'bad-text',
  'bad-upstream',
  'bad-url',
  'bad-user',
  'dangerous-path',
  'long-interval',
  'busy-minute',
  'never-runs',
  'reserved-name',
  'system-user',
  'too-frequent',
  // Values that do not go together
  'challenge-port',
  'duplicate-host',
  'duplicate-item',
  'duplicate-module',
  'every-and-schedule',
  'few-ports',
  'nested-path',
  'no-direct-name',
  'not-served',
  'own-upstream',
  'port-clash',
  'sync-clash',
  'unknown-module',
  'unknown-release',
  'unused-service',
] as const

export type DiagnosticCode = (typeof diagnosticCodes)[number]

/** Takes a diagnostic where the problem is found. */
export type Report = (diagnostic: Diagnostic) => void

/** Something that must be put right before mirrorc goes on. */
export function error(
  code: DiagnosticCode,
  span: Span,
  message: string,
  hint?: string,
): Diagnostic {
  return { severity: 'error', code, span, message, ...(hint !== undefined && { hint }) }
}

/** Something to think about; mirrorc goes on. */
export function warning(
  code: DiagnosticCode,
  span: Span,
  message: string,
  hint?: string,
): Diagnostic {
  return { severity: 'warning', code, span, message, ...(hint !== undefined && { hint }) }
}
