const bootable: Readonly<Record<string, readonly string[]>> = { debian: ['12', '13'] }

/** For people: what `canBoot` says yes to. */
export const bootableReleases = 'Debian 12 and 13'

/** Whether a lab can boot a server of this distro and release, and not merely something like it. */
export function canBoot(distro: string, release: string): boolean {
  return bootable[distro]?.includes(release) === true
}
