import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import type { Storage } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import { explainDanger } from './dangerous-path.ts'
import { isSystemUser } from './system-users.ts'

/** What the schema tells as defaults. */
export const defaultStorage: Storage = { root: '/srv/mirrors', user: 'mirror' }

/** `storage:` of the site, or of a host on top of it. */
export function resolveStorage(
  context: Context,
  input: WellFormed<MirrorInput>['storage'],
  path: Path,
  base: Storage = defaultStorage,
): Storage {
  if (input?.root !== undefined) checkDanger(context, input.root, [...path, 'root'])
  if (input?.user !== undefined) checkUser(context, input.user, [...path, 'user'])
  return { root: input?.root ?? base.root, user: input?.user ?? base.user }
}

/** Refuse a directory that is not the mirror's alone. */
export function checkDanger(context: Context, directory: string, path: Path): void {
  const danger = explainDanger(directory)
  if (danger === undefined) return
  const hint = `choose a directory of its own, such as ${defaultStorage.root}`
  const message = `${quote(directory)} ${danger}`
  context.report(error('dangerous-path', valueSpan(context, path), message, hint))
}

// The images of many hosters have a login with the distro's name.
function checkUser(context: Context, user: string, path: Path): void {
  if (!isSystemUser(user) && !Object.hasOwn(context.releases, user)) return
  const message = `${quote(user)} is a user or group of the system`
  const hint = `choose a name of its own, such as ${defaultStorage.user}`
  context.report(error('system-user', valueSpan(context, path), message, hint))
}
