/** A mirror.yaml with that many modules, for a host of each distro. */
export function manyModules(count) {
  const modules = Array.from({ length: count }, (_, index) => moduleText(`module-${index + 1}`))
  return `version: 1
site: many
domain: mirror.example.org
contact: admin@example.org

modules:
${modules.join('')}
serve:
  http: {}
  rsync: {}

hosts:
  one: { address: one.example.org, distro: debian }
  two: { address: two.example.org, distro: ubuntu }
  three: { address: three.example.org, distro: arch }
`
}

function moduleText(name) {
  return `  ${name}:
    upstream: rsync://rsync.example.net/${name}
    comment: The tree ${name}
    every: 1h
`
}
