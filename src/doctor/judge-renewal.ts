import type { Check } from './check.ts'

/** What is to be said of certbot's dry run: by what it printed, with its exit status as the last line. */
export function judgeRenewal(name: string, lines: readonly string[]): Check {
  const said = lines.map(line => line.trim()).filter(line => line !== '' && !/^-[ -]+$/.test(line))
  const found = { check: 'renewal', subject: name }
  switch (said.at(-1)) {
    case 'exit 0':
      return { ...found, status: 'ok', found: 'certbot could renew it' }
    case 'exit 127':
      return {
        ...found,
        status: 'problem',
        found: 'certbot is not installed',
        advice: 'run `mirrorc apply`, which installs it',
      }
    default:
      return {
        ...found,
        status: 'problem',
        found: complaintIn(said.slice(0, -1)),
        advice:
          'nothing was changed; /var/log/letsencrypt/letsencrypt.log on the host has all of it',
      }
  }
}

/** What the issuer says of a name, else the error, else the last line that is not about the log. */
function complaintIn(said: readonly string[]): string {
  const after = (start: RegExp): string | undefined =>
    said.map(line => start.exec(line)?.[1]).find(text => text !== undefined)
  const domain = after(/^Domain: (.+)/)
  const detail = after(/^Detail: (.+)/)
  if (detail !== undefined) return domain === undefined ? detail : `${domain}: ${detail}`
  const last = said.filter(line => !/^(Ask for help|Saving debug log|See the logfile)/.test(line))
  return after(/^Failed to renew certificate .* with error: (.+)/) ?? last.at(-1) ?? 'no answer'
}
