// One encoder for each syntax that values of mirror.yaml are printed in. The schema's alphabets come first;
// these are the second line: a value that its syntax cannot hold is a bug and stops the compiler.

/** A word of a POSIX shell command; bare where a person would write it bare. */
export function shellWord(value: string): string {
  refuse(value, /\0/, 'a shell word')
  if (/^[A-Za-z0-9_.,:=@+/-]+$/.test(value)) return value
  return `'${value.replaceAll("'", "'\\''")}'`
}

/**
 * A shell word in a line of crontab(5), where an unescaped % ends the command.
 * Each % stands outside the quotes as \%, because inside them cron would not see `\\%` as we mean it.
 */
export function cronWord(value: string): string {
  refuse(value, /[\0\n\r]/, 'a line of crontab(5)')
  return shellWord(value).replaceAll('%', "'\\%'")
}

/** The five time fields of crontab(5), in the numeric form that every cron reads. */
export function cronSchedule(value: string): string {
  refuse(value, /[^0-9*,/ -]/, 'the time fields of crontab(5)')
  return value
}

/** A calendar event of systemd.time(7): days by name, the rest in numbers. */
export function calendarEvent(value: string): string {
  refuse(value, /[^A-Za-z0-9*,: -]/, 'a calendar event of systemd')
  return value
}

/** A parameter of an nginx directive. There is no escape for $, which would begin a variable. */
export function nginxWord(value: string): string {
  refuse(value, /[\p{Cc}$]/u, 'nginx.conf')
  if (/^[A-Za-z0-9_.:/[\]@+-]+$/.test(value)) return value
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A value of rsyncd.conf(5): to the end of the line, with no quoting and no escape for %. */
export function rsyncdValue(value: string): string {
  refuse(value, /[\p{Cc}%]|\\\s*$|^\s|\s$/u, 'rsyncd.conf')
  return value
}

/** A word in a unit file of systemd(1), which a blank, a quote or a colon could end. */
export function systemdWord(value: string): string {
  refuse(value, /[^A-Za-z0-9/_.,=@+~%-]/, 'a unit file')
  return value.replaceAll('%', '%%')
}

/** A value of vsftpd.conf(5): to the end of the line, as it stands. */
export function vsftpdValue(value: string): string {
  refuse(value, /[^\x20-\x7e]|^\s|\s$/, 'vsftpd.conf')
  return value
}

/** Text between the tags of HTML, or in an attribute in quotes of either kind. */
export function htmlText(value: string): string {
  refuse(value, /\p{Cc}/u, 'HTML')
  return value.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** A value in a data file of mirror-sync: to the end of the line, as it is. */
export function settingValue(value: string): string {
  refuse(value, /^$|[\p{Cc}\p{Zl}\p{Zp}]|^\s|\s$/u, 'a data file of mirror-sync')
  return value
}

/** Text in a comment that runs to the end of its line. */
export function commentText(value: string): string {
  refuse(value, /[\p{Cc}\p{Zl}\p{Zp}]/u, 'a comment')
  return value
}

function refuse(value: string, forbidden: RegExp, where: string): void {
  if (forbidden.test(value)) {
    throw new Error(`unreachable: ${JSON.stringify(value)} cannot stand in ${where}`)
  }
}
