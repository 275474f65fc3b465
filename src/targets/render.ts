import nunjucks from 'nunjucks'
import { commentText, cronSchedule, cronWord, nginxWord, rsyncdValue, shellWord } from './escape.ts'

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(new URL('templates', import.meta.url).pathname),
  { autoescape: false, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
)
environment.addFilter('sh', shellWord)
environment.addFilter('cron', cronWord)
environment.addFilter('schedule', cronSchedule)
environment.addFilter('nginx', nginxWord)
environment.addFilter('rsyncd', rsyncdValue)
environment.addFilter('comment', commentText)

/** The text of a template of ours. Templates print; what they print is decided before. */
export function render(template: string, values: object): string {
  return environment.render(template, values)
}
