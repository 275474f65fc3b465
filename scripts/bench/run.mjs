import { spawn } from 'node:child_process'

/** Runs a command to its end: its exit status, what it printed, and the milliseconds from start to end. */
export function run(command, words, { timeout = 60_000, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout, ...options })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text
      })
    }
    child.once('error', reject)
    child.once('close', code => resolve({ code, output, ms: performance.now() - started }))
  })
}

/** As `run`, for a command that has to end well. */
export async function runWell(command, words, options) {
  const result = await run(command, words, options)
  if (result.code === 0) return result
  const end = result.output.trim().split('\n').slice(-20).join('\n')
  throw new Error(`${[command, ...words].join(' ')} ended with ${result.code}:\n${end}`)
}
