import nunjucks from 'nunjucks/browser/nunjucks-slim.js'
import {
  calendarEvent,
  commentText,
  cronSchedule,
  cronWord,
  htmlText,
  nginxWord,
  rsyncdValue,
  settingValue,
  shellWord,
  systemdWord,
  vsftpdValue,
} from './escape.ts'
import { template as certbot } from './templates/certbot.conf.njk'
import { template as clientsSocket } from './templates/clients.socket.njk'
import { template as cron } from './templates/cron.njk'
import { template as gitConf } from './templates/git.conf.njk'
import { template as gitDaemon } from './templates/git-daemon.service.njk'
import { template as gitHttp } from './templates/git-http.service.njk'
import { template as gitconfig } from './templates/gitconfig.njk'
import { template as hsts } from './templates/hsts.conf.njk'
import { template as index } from './templates/index.html.njk'
import { template as listingEnd } from './templates/listing-end.html.njk'
import { template as listingHead } from './templates/listing-head.html.njk'
import { template as listingTop } from './templates/listing-top.html.njk'
import { template as redirect } from './templates/redirect.conf.njk'
import { template as robots } from './templates/robots.txt.njk'
import { template as rsyncPort } from './templates/rsync-port.conf.njk'
import { template as rsyncTlsConf } from './templates/rsync-tls.conf.njk'
import { template as rsyncTlsService } from './templates/rsync-tls.service.njk'
import { template as rsyncd } from './templates/rsyncd.conf.njk'
import { template as rsyncdMotd } from './templates/rsyncd.motd.njk'
import { template as site } from './templates/site.conf.njk'
import { template as syncService } from './templates/sync.service.njk'
import { template as syncTimer } from './templates/sync.timer.njk'
import { template as syncSettings } from './templates/sync-settings.njk'
import { template as syncTree } from './templates/sync-tree.conf.njk'
import { template as vhost } from './templates/vhost.conf.njk'
import { template as vsftpd } from './templates/vsftpd.conf.njk'
import { template as vsftpdTrees } from './templates/vsftpd-trees.conf.njk'

const templates = {
  'certbot.conf.njk': certbot,
  'clients.socket.njk': clientsSocket,
  'cron.njk': cron,
  'git-daemon.service.njk': gitDaemon,
  'git-http.service.njk': gitHttp,
  'git.conf.njk': gitConf,
  'gitconfig.njk': gitconfig,
  'hsts.conf.njk': hsts,
  'index.html.njk': index,
  'listing-end.html.njk': listingEnd,
  'listing-head.html.njk': listingHead,
  'listing-top.html.njk': listingTop,
  'redirect.conf.njk': redirect,
  'robots.txt.njk': robots,
  'rsync-port.conf.njk': rsyncPort,
  'rsync-tls.conf.njk': rsyncTlsConf,
  'rsync-tls.service.njk': rsyncTlsService,
  'rsyncd.conf.njk': rsyncd,
  'rsyncd.motd.njk': rsyncdMotd,
  'site.conf.njk': site,
  'sync-settings.njk': syncSettings,
  'sync-tree.conf.njk': syncTree,
  'sync.service.njk': syncService,
  'sync.timer.njk': syncTimer,
  'vhost.conf.njk': vhost,
  'vsftpd-trees.conf.njk': vsftpdTrees,
  'vsftpd.conf.njk': vsftpd,
}

// How templates are read is set where they are compiled: scripts/nunjucks-templates.mjs.
const environment = new nunjucks.Environment(new nunjucks.PrecompiledLoader(templates), {
  autoescape: false,
})
environment.addFilter('sh', shellWord)
environment.addFilter('cron', cronWord)
environment.addFilter('schedule', cronSchedule)
environment.addFilter('calendar', calendarEvent)
environment.addFilter('nginx', nginxWord)
environment.addFilter('rsyncd', rsyncdValue)
environment.addFilter('setting', settingValue)
environment.addFilter('comment', commentText)
environment.addFilter('html', htmlText)
environment.addFilter('systemd', systemdWord)
environment.addFilter('vsftpd', vsftpdValue)

/** The text of a template of ours. Templates print; what they print is decided before. */
export function render(template: keyof typeof templates, values: object): string {
  return environment.render(template, values)
}
