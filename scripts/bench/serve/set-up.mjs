import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWell } from '../run.mjs'

const root = join(import.meta.dirname, '../../..')

// The port stands in the place of the guide's 80, which is the mirror's; the domain in that of your_mirror_domain.com.
const guide = `server {
listen 8080;
listen [::]:8080;
server_name mirror.example.org;
location / {
root /srv/mirrors;
index index.html;
autoindex on;
}
}
`

const mirror = `version: 1
site: bench
domain: mirror.example.org
contact: admin@example.org
modules:
  bench: { upstream: rsync://hub.athenaos.org/bench }
serve: { http: {} }
hosts:
  fra1: { address: serving, distro: debian, release: "12" }
`

/** Servers by name, each as what differs from mirrorc's own: sed(1) on the file that all servers include. */
const variants = {
  'tcp_nopush on': 's/^tcp_nopush off/tcp_nopush on/',
  'sendfile off': 's/^sendfile on/sendfile off/',
  'aio threads': 's/^sendfile on;/sendfile on; aio threads;/',
  // More than nginx may have open files (1,024 on Debian), and it answers nothing any more.
  'open_file_cache max=400': 's/^sendfile on;/sendfile on; open_file_cache max=400;/',
  'no disable_symlinks': '/disable_symlinks/d',
}

/** A host that serves a tree as mirrorc has it on port 80, as the guide has it on 8080, and otherwise from 8081 on. */
export async function setUp(withVariants, progress) {
  const { startLab } = await import('../../../dist/lab/lab.js')
  const lab = await startLab({ hosts: [{ name: 'serving', release: '12' }] }, progress)
  try {
    progress('applying')
    await apply(lab)
    const servers = [
      { name: 'the guide', port: 8080 },
      { name: 'mirrorc', port: 80 },
      ...(withVariants ? Object.keys(variants) : []).map((name, at) => ({ name, port: 8081 + at })),
    ]
    await onHost(lab, setUpScript(servers))
    const nginxVersion = (await onHost(lab, 'nginx -v 2>&1')).trim().replace('nginx version: ', '')
    return {
      lab,
      address: lab.hosts[0].address,
      servers,
      nginxVersion,
      on: text => onHost(lab, text),
    }
  } catch (error) {
    await lab.stop()
    throw error
  }
}

async function apply({ sshConfigFile }) {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-bench-'))
  const file = join(directory, 'mirror.yaml')
  writeFileSync(file, mirror)
  const words = ['apply', '--yes', '-f', file, '--ssh-config', sshConfigFile]
  await runWell(process.execPath, [join(root, 'dist/main.js'), ...words], { timeout: 600_000 })
  rmSync(directory, { recursive: true })
}

function setUpScript(servers) {
  const copies = servers.slice(2).map(({ name, port }) => {
    return `sed '${variants[name]}' /etc/nginx/mirrorc-site.conf >/etc/nginx/bench-${port}.conf
      ! cmp -s /etc/nginx/mirrorc-site.conf /etc/nginx/bench-${port}.conf
      printf 'server { listen ${port}; server_name mirror.example.org; include bench-${port}.conf; }\\n' >/etc/nginx/sites-enabled/bench-${port}`
  })
  return `set -eu
    cd /srv/mirrors/bench
    mkdir small listing
    for n in $(seq 1000); do head -c 4096 /dev/urandom >small/package-$n-1.0-1-x86_64.pkg.tar.zst; done
    head -c 400000000 /dev/urandom >image-2026.11.01-x86_64.iso
    cd listing
    seq -f 'package-%05.0f-1.0-1-x86_64.pkg.tar.zst' 10000 | xargs touch
    chown -R mirror: /srv/mirrors/bench
    cat >/etc/nginx/sites-enabled/guide <<'end'
${guide}end
    ${copies.join('\n')}
    nginx -t 2>&1
    systemctl restart nginx`
}

async function onHost(lab, script) {
  const { code, stdout, stderr } = await lab.ssh('serving', script, {
    timeoutMilliseconds: 300_000,
  })
  if (code !== 0) throw new Error(`on the host: ${stdout}${stderr}`)
  return stdout
}
