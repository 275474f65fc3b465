import { error } from '../../diagnostic.ts'
import type { Path } from '../document.ts'
import type { Https, Storage } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import { modulePath } from './layout.ts'
import type { SiteModule } from './modules.ts'

/** Refuse a file of the user's that a sync would delete or not find, an upstream could replace, or servers would show. */
export function checkKeptFiles(
  context: Context,
  storage: Storage,
  modules: readonly SiteModule[],
  https: Https | undefined,
): void {
  const trees = [storage.root, ...modules.map(module => modulePath(module, storage))]
  for (const { file, path, reader } of keptFiles(modules, https)) {
    const tree = trees.findLast(tree => `${file}/`.startsWith(`${tree}/`))
    const message =
      tree === undefined
        ? hiddenFrom(reader).test(file) &&
          `${quote(file)} cannot be seen by ${reader}, or is not kept`
        : `${quote(file)} lies in ${tree}, with what is mirrored and shown to everybody`
    if (message === false) continue
    const hint = 'keep it elsewhere, such as below /etc'
    context.report(error('dangerous-path', valueSpan(context, path), message, hint))
  }
}

type Reader = 'the sync user' | 'certbot'

// systemd.exec(5), PrivateTmp=: a service has a /tmp of its own. Nobody but root enters /root; hier(7), of the others.
const hiddenFrom = (reader: Reader): RegExp =>
  reader === 'certbot'
    ? /^\/(?:tmp|var\/tmp|run|var\/run|dev|proc|sys)\//
    : /^\/(?:root|tmp|var\/tmp|run|var\/run|dev|proc|sys)\//

interface KeptFile {
  readonly file: string
  readonly path: Path
  readonly reader: Reader
}

function keptFiles(modules: readonly SiteModule[], https: Https | undefined): readonly KeptFile[] {
  const ca = {
    file: https?.caFile,
    path: ['serve', 'https', 'ca_file'],
    reader: 'certbot',
  } as const
  const passwords = modules.map(({ name, sync }) => {
    const path = ['modules', name, 'password_file']
    return { file: sync.passwordFile, path, reader: 'the sync user' } as const
  })
  return [ca, ...passwords].flatMap(({ file, path, reader }) =>
    file === undefined ? [] : [{ file, path, reader }],
  )
}
