import {
  type Certificate,
  certificateLink,
  challengeDirectory,
  issuedDirectory,
  placeholderDirectory,
  type Resource,
} from '../resource.ts'
import { copyLines } from './copy-commands.ts'
import { shellWord } from './escape.ts'

/** The commands that make what nginx starts with before there is a certificate. */
export function placeholderLines(resource: Resource): readonly string[] {
  if (resource.kind !== 'certificate') return []
  const place = placeholderDirectory(resource.name)
  const link = certificateLink(resource.name)
  return [
    `if [ ! -e ${shellWord(`${link}/fullchain.pem`)} ]; then`,
    `  install -d -m 0700 /var/lib/mirrorc/tls ${shellWord(place)}`,
    '  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \\',
    `    -subj '/CN=mirrorc placeholder' -addext ${shellWord(`subjectAltName=DNS:${resource.name}`)} \\`,
    `    -keyout ${shellWord(`${place}/privkey.pem`)} -out ${shellWord(`${place}/fullchain.pem`)}`,
    `  ln -sfn ${shellWord(place)} ${shellWord(link)}`,
    'fi',
  ]
}

/** The commands that order the certificate, and put it to use with all that needs it. */
export function certificateLines(
  resource: Resource,
  resources: readonly Resource[],
): readonly string[] {
  if (resource.kind !== 'certificate') return []
  const { name, unit } = resource
  return [
    '# The names must lead to this host by now.',
    ...certbotLines(resource),
    `ln -sfn ${shellWord(issuedDirectory(name))} ${shellWord(certificateLink(name))}`,
    ...resources.flatMap(r => (r.kind === 'file' && r.onceIssued === name ? copyLines(r) : [])),
    'nginx -t',
    `systemctl reload ${unit}`,
  ]
}

function certbotLines({
  name,
  names,
  email,
  keyType,
  directory,
  caFile,
  hook,
}: Certificate): readonly string[] {
  const trust = caFile === undefined ? '' : `REQUESTS_CA_BUNDLE=${shellWord(caFile)} `
  return [
    `${trust}certbot certonly --non-interactive --agree-tos --no-eff-email -m ${shellWord(email)} \\`,
    `  --server ${shellWord(directory)} --webroot -w ${challengeDirectory} \\`,
    `  --cert-name ${shellWord(name)} --key-type ${keyType} --deploy-hook ${hook} \\`,
    '  --keep-until-expiring --renew-with-new-domains \\',
    `  ${names.map(domain => `-d ${shellWord(domain)}`).join(' ')}`,
  ]
}
