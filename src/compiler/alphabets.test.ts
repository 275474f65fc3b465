import { describe, expect, test } from 'vitest'
import { codesOf, withValues } from '../../test/small-mirror.ts'

interface Alphabet {
  readonly path: string
  readonly good: readonly string[]
  readonly bad: readonly string[]
}

/** Values between ¦ marks, with the escapes of JSON; <63*a> is sixty-three times a. */
function cases(text: TemplateStringsArray): readonly string[] {
  const values = text.raw
    .join('')
    .split('¦')
    .map(value => value.trim())
  return values.map(value => {
    const whole = value.replaceAll(/<(\d+)\*(.+?)>/g, (_, count, part) =>
      part.repeat(Number(count)),
    )
    return JSON.parse(`"${whole}"`)
  })
}

const alphabets: Readonly<Record<string, Alphabet>> = {
  domain: {
    path: 'domain',
    good: cases`
      mirror.example.org ¦ a.b ¦ xn--mnchen-3ya.example ¦ 1.2.3.x ¦ a-b.c-d.e ¦
      <63*a>.<63*a>.<63*a>.<61*b>
    `,
    bad: cases`
      <0*a> ¦ localhost ¦ 1.2.3.4 ¦ a.b. ¦ .a.b ¦ a..b ¦ -a.b ¦ a-.b ¦ a.-b ¦ a.b- ¦ A.b ¦
      a_b.c ¦ a b.c ¦ a.b\n ¦ a.1 ¦ münchen.example ¦ *.a.b ¦ ~a.b ¦ a.b/c ¦ a.b:80 ¦
      a.b;c ¦ $(id).b ¦ \u0060id\u0060.b ¦ a.b{ ¦ [::1] ¦ ::1 ¦ <64*a>.b ¦
      b<63*a>.<63*a>.<63*a>.<61*b> ¦ \u0024{H}
    `,
  },
  email: {
    path: 'contact',
    good: cases`
      a@b.c ¦ admin@example.org ¦ a.b+c-d_e@x.example ¦ A1@example.org
    `,
    bad: cases`
      <0*a> ¦ a ¦ @b.c ¦ a@ ¦ a@b ¦ a@b.c. ¦ a@@b.c ¦ a@b@c.d ¦ a b@c.d ¦
      \u0060id\u0060@b.co ¦ a'b@c.d ¦ a%b@c.d ¦ a@B.c ¦ a@1.2.3.4 ¦ .a@b.c ¦ a.@b.c ¦
      a..b@c.d ¦ a@b.c\n ¦ a;b@c.d ¦ -a@b.c ¦ \"a\"@b.c ¦ a@[1.2.3.4] ¦ <65*a>@b.c ¦
      A <a@b.c> ¦ ä@b.c ¦ a@münchen.de
    `,
  },
  name: {
    path: 'site',
    good: cases`
      a ¦ 1 ¦ a1 ¦ athena-images ¦ a_b ¦ <64*a> ¦ x-files
    `,
    bad: cases`
      <0*a> ¦ -a ¦ a- ¦ _a ¦ a_ ¦ A ¦ a b ¦ a.b ¦ a/b ¦ a]b ¦ a\n ¦ a% ¦ a$ ¦ ä ¦ ../a ¦
      <65*a> ¦ [a] ¦ a;b ¦ a,b ¦ &include ¦ #a ¦ -
    `,
  },
  path: {
    path: 'modules.athena.path',
    good: cases`
      /data ¦ /srv/mirrors2/a ¦ /data/a.b_c+d@e~f-g ¦ /data/.hidden/_x ¦ /home/a/b ¦
      /<254*a>
    `,
    bad: cases`
      <0*a> ¦ / ¦ a ¦ ./a ¦ ~/a ¦ /a/ ¦ /a//b ¦ /a/./b ¦ /a/../b ¦ /srv/../etc ¦ /srv/-x ¦
      /-x ¦ /a b ¦ /a%b ¦ /a$b ¦ /a'b ¦ /a\"b ¦ /a\\b ¦ /a;b ¦ /a{b ¦ /a#b ¦ /a\nb ¦ /a* ¦
      /ä ¦ /.a ¦ /a/.. ¦ /<255*a> ¦ /a\u0000b ¦ /a:b ¦ /a,b ¦ /a&b ¦ /etc ¦ /etc/a ¦
      /proc/a ¦ /sys/a ¦ /dev/a ¦ /run/a ¦ /boot/a ¦ /usr/a ¦ /usr/local/a ¦ /bin ¦ /home ¦
      /home/a ¦ /srv ¦ /root/a ¦ /var ¦ /var/lib ¦ /var/log/a ¦ /tmp/a ¦ /lib64/a ¦
      /sbin/a ¦ /var/lib/mirrorc ¦ /var/lib/mirrorc-sync/a ¦ /opt ¦ /mnt ¦ /media ¦
      /var/lib/dpkg/a
    `,
  },
  user: {
    path: 'storage.user',
    good: cases`
      mirror ¦ rsyncuser ¦ _m ¦ a ¦ a1-b_c ¦ <31*a>
    `,
    bad: cases`
      <0*a> ¦ A ¦ 1a ¦ -a ¦ a b ¦ a$ ¦ a.b ¦ ä ¦ a\n ¦ a:b ¦ <32*a> ¦ root ¦ www-data ¦
      nobody ¦ http ¦ daemon ¦ bin ¦ sys ¦ mail ¦ ftp ¦ sshd ¦ systemd-network ¦ systemd-x ¦
      debian
    `,
  },
  text: {
    path: 'modules.athena.comment',
    good: cases`
      A ¦ The Athena Hub ¦ Зеркало 鏡 (ISO) ¦ a = b; c # d [e] {f} ¦ O\u2019Brien & Söhne ¦
      😀 ¦ <200*a>
    `,
    bad: cases`
      <0*a> ¦ \u0020a ¦ a\u0020 ¦ a%b ¦ a$b ¦ a\\b ¦ a\"b ¦ a'b ¦ a\u0060b ¦ a\tb ¦ a\nb ¦
      a\rb ¦ a\u0000b ¦ a\u00a0b ¦ a\u202eb ¦ a\u2028b ¦ a\u0085b ¦ a\u200db ¦ e\u0301 ¦
      a\ue000b ¦ a\u0378b ¦ <201*a>
    `,
  },
  upstream: {
    path: 'modules.athena.upstream',
    good: cases`
      rsync://a.b/c ¦ rsync://a.b:873/c/d/ ¦ rsync://192.0.2.1/c ¦ rsync://[2001:db8::1]/c ¦
      rsync://a.b/c.d_e+f@g~h-i ¦ rsync://[2001:db8::1]:65535/c ¦ rsync://a.b/.c ¦
      https://a.b/c ¦ ftp://a.b/c ¦ git+https://a.b:8443/c.git
    `,
    bad: cases`
      <0*a> ¦ a.b::c ¦ a.b/c ¦ rsync:// ¦ rsync:///c ¦ rsync://a.b ¦ rsync://a.b/ ¦
      rsync://a/c ¦ http://a.b/c ¦ https://a.b/ ¦ ftp://u@a.b/c ¦ ftp:/a.b/c ¦ git://a.b/c ¦ ssh://a.b/c ¦
      file:///c ¦ RSYNC://a.b/c ¦ rsync://u@a.b/c ¦ rsync://u:p@a.b/c ¦ rsync://a.b/c?d ¦
      rsync://a.b/c#d ¦ rsync://a.b/c%20d ¦ rsync://a.b/c d ¦ rsync://a.b/-c ¦
      rsync://a.b/../c ¦ rsync://a.b/./c ¦ rsync://a.b//c ¦ rsync://-a.b/c ¦ rsync://A.b/c ¦
      rsync://a.b:0/c ¦ rsync://a.b:65536/c ¦ rsync://a.b:/c ¦ rsync://a.b:08/c ¦
      rsync://a.b/c;d ¦ rsync://a.b/$(c) ¦ rsync://a.b/\u0060c\u0060 ¦ rsync://a.b/'c' ¦
      rsync://a.b/c\n ¦ rsync://a.b/é ¦ rsync://[a.b]/c ¦ rsync://[::G]/c ¦
      rsync://[fe80::1%eth0]/c ¦ rsync://2001:db8::1/c ¦ rsync://localhost/c ¦
      rsync://127.0.0.1/c ¦ rsync://[::1]/c ¦ rsync://0.0.0.0/c ¦
      rsync://mirror.example.org/c ¦ rsync://a.b/<256*c> ¦ rsync://a.b/<150*c/>
    `,
  },
  alias: {
    path: 'aliases',
    good: cases`
      a.b ¦ mirror.example.net
    `,
    bad: cases`
      <0*a> ¦ localhost ¦ *.example.org ¦ A.b ¦ a.b; ¦ mirror.example.org
    `,
  },
  network: {
    path: 'serve.http.cdn',
    good: cases`
      203.0.113.7 ¦ 203.0.113.0/24 ¦ 0.0.0.0/1 ¦ 203.0.113.7/32 ¦ 2001:db8::/32 ¦ ::1 ¦
      2001:db8::1/128 ¦ 2001:db8:0:8000::/49 ¦ 1:2:3:4:5:6:7:8
    `,
    bad: cases`
      <0*a> ¦ a.b ¦ 203.0.113 ¦ 203.0.113.256 ¦ 203.0.113.0/33 ¦ 203.0.113.0/ ¦
      203.0.113.0/024 ¦ 203.0.113.0/255.255.255.0 ¦ 203.0.113.0/-1 ¦ 0.0.0.0/0 ¦ ::/0 ¦
      203.0.113.1/24 ¦ 2001:db8::1/64 ¦ 2001:db8:0:8000::/48 ¦ 2001:DB8::/32 ¦
      [2001:db8::]/32 ¦ fe80::1%eth0 ¦ ::ffff:203.0.113.7 ¦ 2001:db8::/129 ¦ all ¦ unix: ¦
      203.0.113.0/24; ¦ 203.0.113.0 /24 ¦ \u0024{NET} ¦ 2001:db8::/64/64
    `,
  },
  address: {
    path: 'hosts.fra1.address',
    good: cases`
      fra1 ¦ fra1.example.org ¦ my_host ¦ FRA1 ¦ 192.0.2.1 ¦ 2001:db8::1 ¦
      ::ffff:192.0.2.1 ¦ 2001:DB8::1
    `,
    bad: cases`
      <0*a> ¦ -a ¦ -oProxyCommand=id ¦ a b ¦ a;b ¦ a@b ¦ a:22 ¦ [::1] ¦ fe80::1%eth0 ¦
      1.2.3 ¦ 1.2.3.256 ¦ a. ¦ .a ¦ a..b ¦ a_ ¦ a/b ¦ ssh://a ¦ a\n ¦ ä ¦ a%b ¦ $(a) ¦
      \u0060a\u0060 ¦ : ¦ ::g ¦ 12345 ¦ a,b ¦ a*
    `,
  },
  interval: {
    path: 'modules.athena.every',
    good: cases`
      5m ¦ 6m ¦ 10m ¦ 12m ¦ 15m ¦ 20m ¦ 30m ¦ 60m ¦ 120m ¦ 1h ¦ 2h ¦ 3h ¦ 4h ¦ 6h
    `,
    bad: cases`
      <0*a> ¦ 1m ¦ 4m ¦ 7m ¦ 45m ¦ 90m ¦ 5h ¦ 7h ¦ 23h ¦ 25h ¦ 2d ¦ 0h ¦ 01h ¦ 1.5h ¦ 1H ¦
      1 h ¦ 1h30m ¦ hourly ¦ h ¦ 1 ¦ -1h ¦ 1s ¦ 1w ¦ 99999m ¦ 1h\n ¦ １h ¦ 1h;id
    `,
  },
  schedule: {
    path: 'modules.athena.schedule',
    good: cases`
      17 * * * * ¦ 1-59/10 * * * * ¦ 7,37 */2 * * * ¦ 5 0-23/4 1-31 1-12 0-7 ¦
      05 */6 * * * ¦ 17  *  * * *
    `,
    bad: cases`
      <0*a> ¦ 17 * * * ¦ 17 * * * * * ¦ 60 * * * * ¦ 17 24 * * * ¦ 17 4 0 * * ¦
      17 4 32 * * ¦ 17 4 * 13 * ¦ 17 4 * * 8 ¦ 17 22-4 * * * ¦ */0 * * * * ¦ 17 */24 * * * ¦
      5/20 * * * * ¦ 17 4 * jan * ¦ 17 4 * * mon ¦ @hourly ¦ @reboot ¦ 17 4 ? * * ¦
      17 4 L * * ¦ 17 4 * * 5#2 ¦ H * * * * ¦ 17 4 * * *%id ¦ 17,,18 4 * * * ¦ 17 4 30 2 * ¦
      17 4 31 4,6,9,11 * ¦ * * * * * ¦ */4 * * * * ¦ 17 4 * * *\n ¦ 17\t4 * * * ¦
      ~ * * * * ¦ -1 * * * * ¦ 1- * * * * ¦ 17 4 * * * root id ¦ $(id) * * * * ¦
      17 4 1-5-7 * * ¦ 1.5 * * * *
    `,
  },
  duration: {
    path: 'modules.athena.timeout',
    good: cases`
      1s ¦ 90s ¦ 30m ¦ 6h ¦ 2d ¦ 9999d
    `,
    bad: cases`
      <0*a> ¦ 0s ¦ 01h ¦ 1 ¦ h ¦ 1w ¦ 1H ¦ 1 h ¦ 1.5h ¦ -1h ¦ 1h30m ¦ 10000s ¦ 1h\n ¦ １h ¦ 1h;id
    `,
  },
  subpath: {
    path: 'modules.athena.freshness',
    good: cases`
      lastupdate ¦ project/trace/master ¦ .trace/a_b+c@d~e ¦ a/.b ¦ <255*a>
    `,
    bad: cases`
      <0*a> ¦ /a ¦ a/ ¦ a//b ¦ . ¦ .. ¦ ../a ¦ a/../b ¦ a/./b ¦ -a ¦ a/-b ¦ a b ¦ a\nb ¦ $(a) ¦
      a;b ¦ a'b ¦ é ¦ <256*a>
    `,
  },
  exclude: {
    path: 'modules.athena.exclude',
    good: cases`
      /debug/ ¦ *.iso ¦ a?b ¦ -x ¦ ** ¦ <255*a>
    `,
    bad: cases`
      <0*a> ¦ a b ¦ [ab] ¦ a\nb ¦ $(a) ¦ a;b ¦ 'a' ¦ é ¦ + a;b ¦ <256*a>
    `,
  },
  option: {
    path: 'modules.athena.rsync_options',
    good: cases`
      --max-size=0 ¦ --max-size=4G ¦ --min-size=100K ¦ --modify-window=1 ¦ --compress ¦ --checksum ¦ --size-only ¦
      --whole-file ¦ --fuzzy ¦ --sparse ¦ --preallocate ¦ --no-hard-links ¦ --omit-dir-times ¦ --no-inc-recursive
    `,
    bad: cases`
      <0*a> ¦ -z ¦ compress ¦ --compress=9 ¦ --exclude=a ¦ --include=a ¦ --delete ¦ --max-delete=1 ¦
      --rsync-path=/bin/sh ¦ --remove-source-files ¦ --max-size= ¦ --max-size=1T ¦ --max-size=x ¦ --max-size=1.5G ¦
      --checksum --delete ¦ --checksum\n ¦ --checksum\n--delete ¦ --max-size=$(a) ¦ <41*a>
    `,
  },
  fingerprint: {
    path: 'hosts.fra1.host_key',
    good: cases`
      SHA256:<43*A> ¦ SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og
    `,
    bad: cases`
      <0*a> ¦ SHA256: ¦ SHA256:<42*A> ¦ SHA256:<43*A>= ¦ MD5:<43*A> ¦ <43*A>
    `,
  },
}

/** The value as an item of the list, or with the map, in which it stands. */
function inPlace(path: string, value: string): unknown {
  if (path === 'serve.http.cdn') return { domain: 'origin.example.org', addresses: [value] }
  return ['aliases', 'modules.athena.exclude', 'modules.athena.rsync_options'].includes(path)
    ? [value]
    : value
}

const warnings = ['long-interval', 'busy-minute', 'no-direct-name']

describe.each(Object.entries(alphabets))('%s', (_, { path, good, bad }) => {
  const errorsOf = (value: string): readonly string[] => {
    const other = path.endsWith('.schedule') ? { 'modules.athena.every': undefined } : {}
    const codes = codesOf(withValues({ [path]: inPlace(path, value), ...other }))
    return codes.filter(code => !warnings.includes(code))
  }
  test.each(good)('takes %j', value => expect(errorsOf(value)).toEqual([]))
  test.each(bad)('refuses %j with one error or more', value => {
    expect(errorsOf(value).length).toBeGreaterThan(0)
  })
})
