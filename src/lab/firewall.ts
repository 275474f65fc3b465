import { runNow } from './command.ts'

/**
 * Lets a lab's packets through the machine's own firewall. Docker and ufw drop what is forwarded unless a rule of the
 * same table accepts it, so the lab's own table cannot help; the rules name the lab's bridge and are found by it.
 */
export function openFirewall(bridge: string): void {
  if (!filtersForwarding()) return
  for (const direction of ['--in-interface', '--out-interface']) {
    runNow('iptables', ['--wait', '--insert', 'FORWARD', direction, bridge, '--jump', 'ACCEPT'])
  }
}

/** Takes a lab's rules out of the machine's own firewall again. */
export function closeFirewall(bridge: string): void {
  for (const rule of forwardRules()) {
    const words = rule.split(' ')
    if (words[0] === '-A' && words.includes(bridge)) {
      runNow('iptables', ['--wait', '--delete', ...words.slice(1)])
    }
  }
}

/** A firewall that drops nothing is left untouched. */
function filtersForwarding(): boolean {
  return forwardRules().some(rule => rule !== '-P FORWARD ACCEPT')
}

function forwardRules(): string[] {
  const { code, stdout } = runNow('iptables', ['--wait', '--list-rules', 'FORWARD'])
  return code === 0 ? stdout.trim().split('\n') : []
}
