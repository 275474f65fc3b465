import { expect, test } from 'vitest'
import { exampleFile, mirrorc, withoutLab } from './support.ts'

test.skipIf(withoutLab)('try applies to a throwaway server', async () => {
  const ended = await mirrorc(['try', '-f', exampleFile])
  expect(ended.stdout).toMatch(/a throwaway server\)\n\+ package/)
  expect(ended.stderr).toMatch(/changes made in [^;]*; nothing is left to do\n$/)
  expect(ended.code).toBe(0)
})

test.skipIf(withoutLab)(
  'Ctrl-C while it applies takes the server down, and that is all',
  async () => {
    const ended = await mirrorc(['try', '-f', exampleFile], { interruptWhen: /\d to remove/ })
    expect(ended.stderr).toMatch(/\ninterrupted\n$/)
    expect(ended.code).toBe(130)
  },
)
