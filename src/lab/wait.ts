import { connect } from 'node:net'
import { exitCode, Failure } from '../failure.ts'
import { sleep } from './command.ts'
import { endOfLog, type LaunchedProcess } from './launch.ts'

const bootTimeout = 60_000

/** Waits until a port takes connections; stops as soon as the program behind it has ended. */
export async function waitForPort(
  address: string,
  port: number,
  process: LaunchedProcess,
): Promise<void> {
  const deadline = Date.now() + bootTimeout
  while (!(await answers(address, port))) {
    if (process.hasEnded() || Date.now() > deadline) {
      const what = process.hasEnded() ? 'ended instead of answering' : 'does not answer'
      throw new Failure(
        exitCode.bug,
        `lab: ${address} port ${port} ${what}. The last lines of its console:\n${endOfLog(process.log)}`,
      )
    }
    await sleep(50)
  }
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port, timeout: 1000 })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => settle(true))
    socket.on('timeout', () => settle(false))
    socket.on('error', () => settle(false))
  })
}
