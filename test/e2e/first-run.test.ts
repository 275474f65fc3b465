import { describeFirstRun } from './first-run.ts'

describeFirstRun({ distro: 'debian', release: '12', packages: ['cron', 'nginx', 'rsync'] })
