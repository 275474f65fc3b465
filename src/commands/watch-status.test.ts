import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { collectingIo } from '../../test/collecting-io.ts'
import { drawAgainAndAgain } from './watch-status.ts'

test('a table that nobody can see any more is not drawn again', async () => {
  let looks = 0
  const out = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => done(new Error('EIO')),
  })
  // As in main.ts: whoever reads the output may have gone.
  out.on('error', () => {})
  const picture = {
    look: async () => {
      looks += 1
      return ['seen']
    },
    format: (seen: string) => seen,
  }
  const drawing = drawAgainAndAgain(['first'], picture, { ...collectingIo('/').io, out })
  await expect(drawing).rejects.toMatchObject({
    exit: 1,
    message: expect.stringContaining('nobody sees'),
  })
  expect(looks).toBe(0)
})
