import { escapeForTerminal } from '../terminal-text.ts'
import type { Io } from './io.ts'

/** What is being done to each host, shown on a terminal once it takes longer than a moment. */
export interface Progress {
  say(host: string, step: string): void
  finish(host: string): void
  /** Makes room for what is said meanwhile. */
  clear(): void
  /** Leaves the terminal to a question. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
  end(): void
}

const unseen: Progress = {
  say() {},
  finish() {},
  clear() {},
  pause: question => question(),
  end() {},
}

/** Nothing is shown when stderr is no terminal, or `silent`. */
export function showProgress(io: Io, silent: boolean): Progress {
  if (silent || io.quiet || !io.terminal) return unseen
  const started = Date.now()
  const steps = new Map<string, string>()
  let paused = false
  const draw = (): void => {
    if (paused) return
    const seconds = ((Date.now() - started) / 1000).toFixed(0)
    const text = [...steps].map(([host, step]) => `${host}: ${step}`).join('   ')
    const line = `${text.slice(0, (io.columns ?? 80) - 8)}  ${seconds} s`
    io.err.write(`\r\x1b[K${line}`)
  }
  const clear = (): void => {
    io.err.write('\r\x1b[K')
  }
  const timer = setInterval(draw, 250)
  return {
    say(host, step) {
      steps.set(host, escapeForTerminal(step))
    },
    finish(host) {
      steps.delete(host)
    },
    clear,
    async pause(question) {
      paused = true
      clear()
      try {
        return await question()
      } finally {
        paused = false
      }
    },
    end() {
      clearInterval(timer)
      clear()
    },
  }
}
