import { runOrFail } from './command.ts'
import { namespacePath } from './network.ts'

/**
 * Closes a TCP port of a lab's machine to all others, as a provider's firewall does: what asks waits for an answer
 * (`drop`) or is told at once that nobody is there (`refuse`). The machine itself still reaches the port.
 */
export async function closePort(
  id: string,
  name: string,
  port: number,
  how: 'drop' | 'refuse',
): Promise<void> {
  const verdict = how === 'drop' ? 'drop' : 'reject with tcp reset'
  const rules = `table inet ${table}
delete table inet ${table}
table inet ${table} {
  chain input {
    type filter hook input priority -10
    iifname "eth0" tcp dport ${port} ${verdict}
  }
}
`
  await inNamespace(id, name, ['nft', '-f', '-'], rules)
}

/** Takes back what `closePort` did. */
export async function openPorts(id: string, name: string): Promise<void> {
  await inNamespace(id, name, ['nft', 'add', 'table', 'inet', table])
  await inNamespace(id, name, ['nft', 'delete', 'table', 'inet', table])
}

const table = 'mirrorc_lab_outage'

async function inNamespace(
  id: string,
  name: string,
  command: readonly string[],
  input = '',
): Promise<void> {
  await runOrFail('nsenter', [`--net=${namespacePath(id, name)}`, ...command], { input })
}
