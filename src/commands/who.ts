import { hostname, userInfo } from 'node:os'

/** Who is at work here, as hosts remember it: `anna@laptop`. */
export function whoIsThis(): string {
  return `${userInfo().username}@${hostname()}`
}
