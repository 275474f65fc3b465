import type { Package } from '../../resource.ts'
import type { Step } from '../plan.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

export function planPackage(resource: Package, { state, fullUpgrade }: Observed): Verdict {
  const found = state.packages[resource.name] ?? { state: 'absent' }
  switch (found.state) {
    case 'present':
      return asWanted
    case 'absent':
      return addPackage(resource, fullUpgrade)
    case 'unfinished':
      return finishPackage(resource)
    case 'broken':
      return refuse(
        `package ${resource.name} is neither there nor not (${found.word})`,
        `repair it on the host first: \`dpkg --audit\` says what is wrong, and \`apt-get install --reinstall ${resource.name}\` lays its files anew`,
      )
  }
}

function finishPackage(resource: Package): Verdict {
  const unwanted = unwantedUnits(resource)
  return change(resource, 'change', {
    cause: 'new',
    details: [
      'half installed: brought to its end',
      ...unwanted.map(unit => `${unit} stays off, where it was not on`),
    ],
    steps: [{ do: 'install', package: resource.name }, ...unwanted.map(keepOff)],
  })
}

function addPackage(resource: Package, fullUpgrade: boolean): Verdict {
  const unwanted = unwantedUnits(resource)
  return change(resource, 'add', {
    details: unwanted.map(unit => `${unit} stays off`),
    steps: [
      {
        do: 'install',
        package: resource.name,
        ...(fullUpgrade && resource.fullUpgrade !== undefined ? { upgrade: true } : {}),
      },
      ...unwanted.map(keepOff),
    ],
  })
}

function unwantedUnits({ effects: { units } }: Package): readonly string[] {
  return Object.keys(units).filter(unit => units[unit]?.unwanted)
}

const keepOff = (unit: string): Step => ({ do: 'keep-off', unit })
