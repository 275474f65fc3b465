import { expect, test } from 'vitest'
import { judgeRenewal } from './judge-renewal.ts'

const name = 'mirror.example.org'
const log = 'Saving debug log to /var/log/letsencrypt/letsencrypt.log'

test.each([
  {
    said: [log, 'Congratulations, all simulated renewals succeeded:', '', 'exit 0'],
    found: 'certbot could renew it',
  },
  { said: ['sh: 1: certbot: not found', 'exit 127'], found: 'certbot is not installed' },
  {
    said: [
      '  Domain: mirror.example.org',
      '  Type:   connection',
      '  Detail: no answer at port 80',
      'Failed to renew certificate mirror.example.org with error: Some challenges have failed.',
      'exit 1',
    ],
    found: 'mirror.example.org: no answer at port 80',
  },
  {
    said: [
      'Failed to renew certificate mirror.example.org with error: refused',
      'Ask for help or so',
      'exit 1',
    ],
    found: 'refused',
  },
  {
    said: [log, 'No certificate found with name x', '- - - -', '', 'exit 1'],
    found: 'No certificate found with name x',
  },
  { said: [log, 'exit 124'], found: 'no answer' },
])('of certbot’s dry run, $found', ({ said, found }) => {
  const check = judgeRenewal(name, said)
  expect(check).toMatchObject({ check: 'renewal', subject: name, found })
  expect(check.status).toBe(found === 'certbot could renew it' ? 'ok' : 'problem')
})
