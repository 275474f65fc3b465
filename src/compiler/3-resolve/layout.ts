import { error } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import { nodeAt, type Path } from '../document.ts'
import type { Storage } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import type { SiteModule } from './modules.ts'
import { nestedPaths, type Place } from './nested-paths.ts'

/** Where a module lies on a host with this storage. */
export function modulePath(module: SiteModule, storage: Storage): string {
  return module.path ?? `${storage.root}/${module.name}`
}

/** Refuse modules inside of each other: a sync deletes in its directory what upstream does not have. */
export function checkLayout(
  context: Context,
  storage: Storage,
  modules: readonly SiteModule[],
  host?: Path,
): void {
  const root: Place<undefined> = { path: storage.root, owner: undefined }
  const places = modules.map(module => ({ path: modulePath(module, storage), owner: module }))
  for (const { outer, inner } of nestedPaths<SiteModule | undefined>([root, ...places])) {
    if (outer.owner === undefined && inner.path !== outer.path) continue
    const span = host ? rootSpan(context, host) : placeSpan(context, inner, outer)
    const message = `${describe(inner)} ${inner.path === outer.path ? 'is the same directory as' : 'lies inside of'} ${describe(outer)}`
    const hint =
      'a sync deletes what its upstream does not have: give each module a directory of its own'
    context.report(error('nested-path', span, message, hint))
  }
}

function describe(place: Place<SiteModule | undefined>): string {
  const name = place.owner ? `module ${quote(place.owner.name)}` : 'storage.root'
  return `${name} (${place.path})`
}

// The one of the two that the user wrote down; a module without `path:` lies where its name says.
function placeSpan(
  context: Context,
  inner: Place<SiteModule | undefined>,
  outer: Place<SiteModule | undefined>,
): Span {
  const owner = inner.owner?.path === undefined && outer.owner?.path !== undefined ? outer : inner
  const name = owner.owner?.name
  if (name === undefined) return valueSpan(context, ['storage', 'root'])
  const path = ['modules', name]
  return nodeAt(context.root, [...path, 'path'])
    ? valueSpan(context, [...path, 'path'])
    : keySpan(context, path)
}

function rootSpan(context: Context, host: Path): Span {
  return valueSpan(context, [...host, 'storage', 'root'])
}
