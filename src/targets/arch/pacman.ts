import type { PackageManager } from '../target.ts'

// -S --needed on the present database: -Sy with a package would be a partial upgrade, which Arch does not support.
export const pacman: PackageManager = {
  id: 'pacman',
  fullUpgrade: 'pacman -Syu',
  installCommands: packages => [
    '# If this ends in a 404, the package database is stale: run `pacman -Syu` first.',
    `pacman -S --needed --noconfirm --noprogressbar ${packages.join(' ')} </dev/null`,
  ],
  isPristine: path =>
    `pacman -Qii | grep -q '^\\(Backup Files *: \\| *\\)${path} \\[unmodified\\]'`,
}
