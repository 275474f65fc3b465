import { expect, test } from 'vitest'
import { collectingIo } from '../../test/collecting-io.ts'
import { sampleHost } from '../../test/sample-mirror.ts'
import { confirm } from './confirm.ts'

const host = sampleHost()
const none = { changes: [], refusals: [], notes: [], pending: [], probes: [] } as const
const visit = { host, plan: { host: host.name, ...none, ledger: undefined } }

// `rollback` and `retire` ask here, too: `mirrorc diff` would show something else than they do.
test.each([
  { json: false, hint: 'when what is shown above is right, then say --yes' },
  { json: true, hint: 'look without --json first, then say --yes' },
])('where nobody can be asked, what is said holds for each command: %j', async ({ json, hint }) => {
  await expect(confirm([visit], { json }, collectingIo('/').io)).rejects.toMatchObject({
    exit: 64,
    message: 'nothing is changed without a yes, and there is nobody to ask',
    hint,
  })
})
