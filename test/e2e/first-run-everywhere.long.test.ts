import { describeFirstRun } from './first-run.ts'

describeFirstRun('13')
