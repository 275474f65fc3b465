import type { Io } from './io.ts'

/** What is being done to each host, shown on a terminal once it takes longer than a moment. */
export interface Progress {
  say(host: string, step: string): void
  finish(host: string): void
  end(): void
}

const unseen: Progress = { say() {}, finish() {}, end() {} }

/** Nothing is shown when stderr is no terminal, or `silent`. */
export function showProgress(io: Io, silent: boolean): Progress {
  if (silent || io.quiet || !io.terminal) return unseen
  const started = Date.now()
  const steps = new Map<string, string>()
  const draw = (): void => {
    const seconds = ((Date.now() - started) / 1000).toFixed(0)
    const text = [...steps].map(([host, step]) => `${host}: ${step}`).join('   ')
    const line = `${text.slice(0, (io.columns ?? 80) - 8)}  ${seconds} s`
    io.err.write(`\r\x1b[K${line}`)
  }
  const timer = setInterval(draw, 250)
  return {
    say(host, step) {
      steps.set(host, step)
    },
    finish(host) {
      steps.delete(host)
    },
    end() {
      clearInterval(timer)
      io.err.write('\r\x1b[K')
    },
  }
}
