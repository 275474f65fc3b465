import { error } from '../../diagnostic.ts'
import type { Path } from '../document.ts'
import type { Https, Storage } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import { modulePath } from './layout.ts'
import type { SiteModule } from './modules.ts'

/** Refuse a file of the user's that a sync would delete, an upstream could replace, or servers would show. */
export function checkKeptFiles(
  context: Context,
  storage: Storage,
  modules: readonly SiteModule[],
  https: Https | undefined,
): void {
  const trees = [storage.root, ...modules.map(module => modulePath(module, storage))]
  for (const { file, path } of keptFiles(modules, https)) {
    const tree = trees.findLast(tree => `${file}/`.startsWith(`${tree}/`))
    if (tree === undefined) continue
    const message = `${quote(file)} lies in ${tree}, with what is mirrored and shown to everybody`
    const hint = 'keep it elsewhere, such as below /etc'
    context.report(error('dangerous-path', valueSpan(context, path), message, hint))
  }
}

function keptFiles(
  modules: readonly SiteModule[],
  https: Https | undefined,
): readonly { readonly file: string; readonly path: Path }[] {
  const ca = { file: https?.caFile, path: ['serve', 'https', 'ca_file'] }
  const passwords = modules.map(({ name, sync }) => {
    return { file: sync.passwordFile, path: ['modules', name, 'password_file'] }
  })
  return [ca, ...passwords].flatMap(({ file, path }) =>
    file === undefined ? [] : [{ file, path }],
  )
}
