#!/bin/sh
# Made by mirrorc. certbot runs this when it has put a new certificate into its place, at a renewal by its timer too.
# nginx goes on with the old one when its configuration is not well; what is said then is in certbot's log.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
nginx -t
systemctl try-reload-or-restart nginx.service
