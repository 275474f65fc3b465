import { expect, test } from 'vitest'
import { render } from './render.ts'

test('a template prints what it is given, through the filters', () => {
  expect(render('rsync-port.conf.njk', { site: 'é & co', port: '8730' })).toBe(
    [
      '# Made by mirrorc for the mirror é & co. Do not edit: change mirror.yaml and run `mirrorc apply`.',
      "# See systemd.service(5): the empty line takes away the command of the distribution's unit.",
      '[Service]',
      'ExecStart=',
      'ExecStart=/usr/bin/rsync --daemon --no-detach --port=8730',
      '',
    ].join('\n'),
  )
})

test('a value that is missing stops the compiler', () => {
  expect(() => render('rsync-port.conf.njk', { site: 'athena' })).toThrow('undefined')
  expect(() => render('cron.njk', { site: 'athena', user: 'u', jobs: [{}] })).toThrow('undefined')
})
