/** A timer that can be stopped and goes on from where it was. */
export interface Clock {
  start(): void
  stop(): void
}

/** A clock that calls `expire` once it has run for `ms`, its stops left out. */
export function createClock(ms: number, expire: () => void): Clock {
  let remaining = ms
  let startedAt = 0
  let timer: NodeJS.Timeout | undefined
  return {
    start: () => {
      startedAt = performance.now()
      timer ??= setTimeout(expire, remaining)
    },
    stop: () => {
      if (timer === undefined) return
      clearTimeout(timer)
      timer = undefined
      remaining = Math.max(0, remaining - (performance.now() - startedAt))
    },
  }
}
