/** How a host's own package manager is asked, by its id. */
interface PackageTools {
  /** Installs a package as a plan does, with nothing held back. */
  readonly install: (name: string) => string
  /** Prints those of the paths in a file that are a package's. */
  readonly owned: (file: string) => string
  /** What it knows of the archive. */
  readonly lists: string
}

const apt: PackageTools = {
  install: name => `export DEBIAN_FRONTEND=noninteractive
    { apt-get -q update && apt-get -q -y --no-install-recommends install ${name}; } </dev/null 2>&1`,
  owned: file => `xargs -a ${file} -d '\\n' dpkg-query -S 2>/dev/null | sed 's/^[^/]*: //'`,
  lists: '/var/lib/apt/lists',
}

const pacman: PackageTools = {
  install: name => `pacman -S --noconfirm --noprogressbar ${name} </dev/null 2>&1`,
  owned: file =>
    `xargs -a ${file} -d '\\n' pacman -Qo 2>/dev/null | sed -n 's,/* is owned by .*,,p'`,
  lists: '/var/lib/pacman/sync',
}

/** Of a distro. */
export const toolsOf = (distro: string): PackageTools => (distro === 'arch' ? pacman : apt)
