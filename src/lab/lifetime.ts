import { removeLab } from './remove.ts'

const owned = new Set<string>()
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let watching = false

/** Ties a lab to this process: however the process ends, but for SIGKILL, the lab goes with it. */
export function ownLab(id: string): void {
  owned.add(id)
  if (watching) return
  watching = true
  process.on('exit', removeOwned)
  for (const signal of endingSignals) process.once(signal, () => endBy(signal))
}

/** Lets go of a lab that is removed, or is to stay. */
export function disownLab(id: string): void {
  owned.delete(id)
}

function endBy(signal: (typeof endingSignals)[number]): void {
  removeOwned()
  // With no listener left, the signal does what it does by default; another listener decides for itself.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function removeOwned(): void {
  for (const id of owned) {
    owned.delete(id)
    try {
      removeLab(id)
    } catch (error) {
      process.stderr.write(`lab ${id} is not wholly removed: ${String(error)}\n`)
    }
  }
}
