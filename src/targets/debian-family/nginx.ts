import type { Resource } from '../../resource.ts'

// nginx.conf of Debian and Ubuntu includes sites-enabled/*, so a virtual host is a file in
// sites-available and the link that switches it on. The package switches on a site of its own.
export function placeVhost(content: string): readonly Resource[] {
  const available = '/etc/nginx/sites-available'
  const enabled = '/etc/nginx/sites-enabled'
  return [
    {
      kind: 'file',
      path: `${available}/mirrorc`,
      content,
      owner: 'root',
      group: 'root',
      mode: '0644',
    },
    { kind: 'symlink', path: `${enabled}/mirrorc`, target: `${available}/mirrorc` },
    {
      kind: 'default-site',
      path: `${enabled}/default`,
      target: `${available}/default`,
    },
  ]
}
