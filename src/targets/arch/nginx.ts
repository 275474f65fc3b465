import type { Resource } from '../../resource.ts'

// Arch's nginx.conf includes no directory in http{}, so ours is made and one marked line added.
// The line goes first: its own `server { server_name localhost; }` stays, and no longer answers for the address alone.
export function placeVhost(content: string): readonly Resource[] {
  return [
    {
      kind: 'directory',
      path: '/etc/nginx/mirrorc.d',
      owner: 'root',
      group: 'root',
      mode: '0755',
      hold: 'all',
    },
    {
      kind: 'file',
      path: '/etc/nginx/mirrorc.d/mirrorc.conf',
      content,
      owner: 'root',
      group: 'root',
      mode: '0644',
    },
    {
      kind: 'include-line',
      path: '/etc/nginx/nginx.conf',
      line: 'include mirrorc.d/*.conf; # added by mirrorc',
      block: 'http',
    },
  ]
}
