import type { Case, Check } from './check.ts'
import { judgeCertificate } from './judge-certificate.ts'
import { judgeMachine } from './judge-machine.ts'
import { judgeNetwork } from './judge-network.ts'
import { judgeStorage } from './judge-storage.ts'
import { judgeUpkeep } from './judge-upkeep.ts'

/** What is to be said of a host: everything that was looked at, also what is well. */
export function judge(from: Case): readonly Check[] {
  return [judgeMachine, judgeStorage, judgeNetwork, judgeCertificate, judgeUpkeep].flatMap(about =>
    about(from),
  )
}
