import nunjucks from 'nunjucks/browser/nunjucks-slim.js'
import {
  commentText,
  cronSchedule,
  cronWord,
  nginxWord,
  rsyncdValue,
  settingValue,
  shellWord,
} from './escape.ts'
import { template as cron } from './templates/cron.njk'
import { template as rsyncPort } from './templates/rsync-port.conf.njk'
import { template as rsyncd } from './templates/rsyncd.conf.njk'
import { template as syncSettings } from './templates/sync-settings.njk'
import { template as vhost } from './templates/vhost.conf.njk'

const templates = {
  'cron.njk': cron,
  'rsync-port.conf.njk': rsyncPort,
  'rsyncd.conf.njk': rsyncd,
  'sync-settings.njk': syncSettings,
  'vhost.conf.njk': vhost,
}

// How templates are read is set where they are compiled: scripts/nunjucks-templates.mjs.
const environment = new nunjucks.Environment(new nunjucks.PrecompiledLoader(templates), {
  autoescape: false,
})
environment.addFilter('sh', shellWord)
environment.addFilter('cron', cronWord)
environment.addFilter('schedule', cronSchedule)
environment.addFilter('nginx', nginxWord)
environment.addFilter('rsyncd', rsyncdValue)
environment.addFilter('setting', settingValue)
environment.addFilter('comment', commentText)

/** The text of a template of ours. Templates print; what they print is decided before. */
export function render(template: keyof typeof templates, values: object): string {
  return environment.render(template, values)
}
