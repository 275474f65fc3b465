// Made by scripts/generate.mjs from mirror.schema.json. Do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated
"use strict";
export const validate = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"mirror.schema.json","title":"MirrorInput","description":"mirror.yaml: one public mirror site and the hosts that serve it","type":"object","additionalProperties":false,"required":["version","site","domain","contact","modules","serve","hosts"],"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"version":{"description":"The version of this format.","type":"integer","const":1,"examples":[1]},"site":{"description":"Whose mirror this is. What mirrorc puts on a host is recorded under this name.","$ref":"#/definitions/name","examples":["athena-fra"]},"domain":{"description":"The name under which the mirror is reached.","$ref":"#/definitions/hostname","examples":["mirror.example.org"]},"aliases":{"description":"Further names under which the mirror is reached.","type":"array","minItems":1,"maxItems":50,"items":{"$ref":"#/definitions/hostname"},"examples":[["mirror.example.net"]]},"direct_domain":{"description":"A name that leads straight to the host, where others lead to a CDN: the address of rsync, FTP and git:// on the front page. A name of the mirror as the others are.","$ref":"#/definitions/hostname","examples":["direct.mirror.example.org"]},"contact":{"description":"Where upstreams and users reach you by e-mail.","$ref":"#/definitions/email","examples":["admin@example.org"]},"storage":{"$ref":"#/definitions/storage"},"schedule":{"$ref":"#/definitions/runs"},"reports":{"description":"What the sync jobs write for others, into /var/lib/mirrorc/reports: tunasync (tunasync.json) and mirrorz (mirrorz.json, format 1.7) are served at the top of the web site; prometheus (mirrorc.prom) is for node_exporter: --collector.textfile.directory=/var/lib/mirrorc/reports.","type":"array","minItems":1,"maxItems":3,"items":{"enum":["tunasync","mirrorz","prometheus"]},"examples":[["mirrorz","prometheus"]]},"modules":{"description":"One per tree that is mirrored. The name is the rsync module and the first part of the URL.","type":"object","minProperties":1,"maxProperties":2000,"propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/module"},"examples":[{"athena":{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}}]},"serve":{"description":"How the mirror is served.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"minProperties":1,"properties":{"http":{"$ref":"#/definitions/http"},"rsync":{"$ref":"#/definitions/rsync"},"https":{"$ref":"#/definitions/https"},"git":{"$ref":"#/definitions/git"},"ftp":{"$ref":"#/definitions/ftp"}},"examples":[{"http":{},"rsync":{"max_connections":25}}]},"hosts":{"description":"The servers that carry this mirror, by a short name.","type":"object","minProperties":1,"maxProperties":100,"propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/host"},"examples":[{"fra1":{"address":"fra1.example.org","distro":"debian"}}]}},"definitions":{"name":{"description":"Small letters, digits, - and _; 1 to 64 characters; begins and ends with a letter or digit.","type":"string","pattern":"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},"hostname":{"description":"A full host name in small letters: mirror.example.org.","type":"string","pattern":"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},"email":{"description":"An e-mail address; its domain in small letters.","type":"string","pattern":"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},"path":{"description":"An absolute path of letters, digits and . _ + @ ~ -. No part begins with a dash or is . or .. and there is no slash at the end. At most 255 characters.","type":"string","pattern":"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},"url":{"description":"An address that begins with https://, of letters, digits and . _ ~ / : -","type":"string","pattern":"^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$"},"user":{"description":"A Unix user name: small letters, digits, - and _; begins with a letter or _; at most 31 characters.","type":"string","pattern":"^[a-z_][a-z0-9_-]{0,30}$"},"port":{"description":"A TCP port.","type":"integer","minimum":1,"maximum":65535},"text":{"description":"One line of text, 1 to 200 characters, without % $ \\ \" ' ` and without space at either end.","type":"string","pattern":"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"},"upstream":{"description":"A URL: rsync://[USER@]HOST[:PORT]/MODULE[/PATH], or git+https://, https:// or ftp:// with a host and a path; at most 300 characters.","type":"string","pattern":"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"},"interval":{"description":"A whole number with a unit: m (minutes), h (hours) or d (a day).","type":"string","pattern":"^[1-9][0-9]{0,3}[mhd]$"},"duration":{"description":"A whole number with a unit: s (seconds), m (minutes), h (hours) or d (days).","type":"string","pattern":"^[1-9][0-9]{0,3}[smhd]$"},"schedule":{"description":"Minute, hour, day of the month, month and day of the week (0 and 7 are Sunday), as numbers with * , - and / only.","type":"string","pattern":"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"},"address":{"description":"A host name, an IP address without brackets, or an ssh_config(5) alias.","type":"string","pattern":"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"},"network":{"description":"An IP address, or a network such as 203.0.113.0/24 or 2001:db8::/32.","type":"string","pattern":"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"},"protocol":{"description":"A way in which users get at a module.","type":"string","enum":["http","rsync","ftp","git"]},"fingerprint":{"description":"The SHA256 fingerprint of an SSH host key, as ssh-keygen -l prints it.","type":"string","pattern":"^SHA256:[A-Za-z0-9+/]{43}$"},"storage":{"description":"Where the mirrored trees are, and who owns them.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"root":{"description":"The directory that holds the modules. It is also the root of the web site.","$ref":"#/definitions/path","default":"/srv/mirrors","examples":["/srv/mirrors"]},"user":{"description":"The unprivileged system user that syncs and owns the trees. Made when it is not there.","$ref":"#/definitions/user","default":"mirror","examples":["rsyncuser"]}},"examples":[{"root":"/srv/mirrors","user":"rsyncuser"}]},"runs":{"description":"What starts the syncs, and how many run at once.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"backend":{"description":"What starts the syncs: cron, by lines in /etc/cron.d/mirrorc, or timer, by a systemd timer for each module. Both run at the same minutes. The service of a timer is shut off from the rest of the host, and makes up for a sync that was missed while the host was down.","enum":["cron","timer"],"default":"cron","examples":["timer"]},"parallel":{"description":"How many modules of a host sync at once. The others wait, up to an hour.","type":"integer","minimum":1,"maximum":100,"default":2,"examples":[4]}},"examples":[{"backend":"timer","parallel":4}]},"module":{"description":"One mirrored tree, under the name that users see.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["upstream"],"properties":{"upstream":{"description":"Where the tree is pulled from: rsync://HOST[:PORT]/MODULE[/PATH], git+https://HOST/PATH (a git repository, bare), https://HOST/PATH or ftp://HOST/PATH (by the directory listings there, with lftp). Its contents come to lie in the module's directory. rsync://USER@HOST/MODULE goes with password_file.","$ref":"#/definitions/upstream","examples":["rsync://hub.athenaos.org/athena"]},"fallbacks":{"description":"Other places that have the same tree, pulled in the same way: by rsync or git+https. They are asked in this order when the upstream cannot be reached or is older than what is here already. One that is older is not taken. Of a repository, one that is not that of the last success may only add references and move them forwards.","type":"array","minItems":1,"maxItems":10,"items":{"$ref":"#/definitions/upstream"},"examples":[["rsync://mirror.example.net/athena"]]},"password_file":{"description":"The file on the host that holds the password for rsync://USER@HOST/MODULE, and nothing else. Make it yourself, readable by the sync user alone: rsync refuses one that others can read. The password itself never comes into mirror.yaml.","$ref":"#/definitions/path","examples":["/etc/mirrorc-secrets/athena"]},"comment":{"description":"What users see beside the module's name in the rsync listing.","$ref":"#/definitions/text","examples":["The Athena Hub"]},"every":{"description":"How often to sync. Must divide an hour (5m, 6m, 10m, 12m, 15m, 20m, 30m) or a day (1h, 2h, 3h, 4h, 6h, 8h, 12h, 24h, 1d). The minute is chosen by a hash of domain, host and module, so that mirrors do not all call at once.","$ref":"#/definitions/interval","examples":["1h","30m"],"default":"6h"},"schedule":{"description":"Instead of every: the five time fields of crontab(5), in the host's time zone.","$ref":"#/definitions/schedule","examples":["17 */4 * * *"]},"path":{"description":"Where the tree lies. Default: the module's name below storage.root. A tree elsewhere is still served over HTTP under the name of the module, and not listed at the top.","$ref":"#/definitions/path","examples":["/srv/mirrors/athena"]},"serve":{"description":"How the module is served. Each way must be under serve. git is for a tree that is a bare repository or holds some. Default: http, rsync and ftp, as far as they are there.","type":"array","minItems":1,"items":{"$ref":"#/definitions/protocol"},"examples":[["http"],["http","git"]]},"kind":{"description":"What is mirrored: debian is an archive as Debian and Ubuntu have it, which is synced in two stages, index files last.","enum":["plain","debian"],"default":"plain","examples":["debian"]},"publish":{"description":"How a new state of the tree comes to be served. in-place: the files are replaced one by one. atomic: the next state of the tree is put together beside the one that is served, checked, and taken into service in one step. atomic is for trees that are pulled by rsync and served over HTTP and rsync.","enum":["in-place","atomic"],"default":"in-place","examples":["atomic"]},"grace":{"description":"With publish: atomic: how long files stay that the upstream removed. A reader who has an index a moment old finds what it names.","$ref":"#/definitions/duration","default":"1h","examples":["6h"]},"keep":{"description":"With publish: atomic: how many states of the tree are kept, the one that is served among them, for mirror-sync --rollback-data. What they have in common takes its room once.","type":"integer","minimum":1,"maximum":100,"default":3,"examples":[5]},"freshness":{"description":"The file that the upstream changes with its tree. While it is as at the last successful sync, only it is fetched; the whole tree is looked at once a day. Without one every sync lists the whole tree.","$ref":"#/definitions/subpath","examples":["lastupdate","project/trace/master"]},"refresh":{"description":"Files to fetch also when the freshness file has not changed: those that say when the upstream was last seen.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/definitions/subpath"},"examples":[["lastsync"]]},"max_delete":{"description":"How many files and directories one sync may delete. More is held back until somebody looks: mirror-sync --ack.","type":"integer","minimum":0,"maximum":10000000,"default":4000,"examples":[20000]},"max_delete_percent":{"description":"How much of the tree, in percent, one sync may delete: the upstream has to list as many files as the rest is. Within that ten deletions are allowed of any tree, unless max_delete is less.","type":"integer","minimum":1,"maximum":100,"default":25,"examples":[50]},"verify":{"description":"By which lists in the tree it is checked after a sync that it is whole: sha256sums (SHA256SUMS, *.sha256), pacman (*.db), debian (InRelease and what it names).","type":"array","minItems":1,"maxItems":3,"items":{"enum":["sha256sums","pacman","debian"]},"examples":[["sha256sums"]]},"exclude":{"description":"What is left out of the tree.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/exclude"},"examples":[["/debug/","*.iso"]]},"rsync_options":{"description":"Further options of rsync(1), of a short list. --compress costs the upstream time; --max-size and --min-size leave out what is larger or smaller.","type":"array","minItems":1,"maxItems":13,"items":{"$ref":"#/definitions/option"},"examples":[["--max-size=4G","--whole-file"]]},"bandwidth_kib":{"description":"How fast to pull at most, in KiB a second.","type":"integer","minimum":1,"maximum":100000000,"examples":[10000]},"family":{"description":"By which version of IP to pull. Default: whichever the host and the upstream have.","type":"integer","enum":[4,6],"examples":[6]},"jitter":{"description":"Wait up to so long before each sync. How long follows from the names of host and module and is always the same. Must be shorter than the time between two syncs. Default: no wait, as the minute is spread already.","$ref":"#/definitions/duration","examples":["10m"]},"timeout":{"description":"How long one transfer may take. One that is ended goes on where it was with the next sync.","$ref":"#/definitions/duration","default":"24h","examples":["12h"]},"stale_after":{"description":"From what age on a sync that still runs is told about loudly by the next one, which then fails.","$ref":"#/definitions/duration","default":"24h","examples":["2d"]}},"examples":[{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}]},"http":{"description":"Serve the trees over plain HTTP with nginx.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port nginx listens on.","$ref":"#/definitions/port","default":80,"examples":[80]},"connections_per_address":{"description":"How many requests of one address (of IPv6: one network, /64) are answered at once; more get status 429. Package managers open up to 32, and a whole office may share an address.","type":"integer","minimum":32,"maximum":10000,"default":100,"examples":[100]},"requests_per_second":{"description":"How many requests an address (of IPv6: a network, /64) may make in a second, ten times as many in a burst; more get status 429. Default: no limit.","type":"integer","minimum":1,"maximum":10000,"examples":[50]},"megabytes_per_second":{"description":"How fast one download may be. Default: no limit.","type":"integer","minimum":1,"maximum":10000,"examples":[20]},"cdn":{"$ref":"#/definitions/cdn"}},"examples":[{}]},"rsync":{"description":"Serve the trees with an rsync daemon.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port the daemon listens on.","$ref":"#/definitions/port","default":873,"examples":[873]},"max_connections":{"description":"How many clients each module serves at once.","type":"integer","minimum":1,"maximum":10000,"default":25,"examples":[25]},"allow":{"description":"The only networks that may use the rsync daemon. Default: everybody may.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/network"},"examples":[["203.0.113.0/24","2001:db8::/32"]]},"tls":{"description":"Serve rsync over TLS too, on port 874, with the certificate of HTTPS: for rsync-ssl(1). Needs https.","type":"boolean","default":false,"examples":[true]}},"examples":[{"max_connections":25}]},"ftp":{"description":"Serve the trees by anonymous FTP with vsftpd, at port 21.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"max_connections":{"description":"How many clients are served at once.","type":"integer","minimum":1,"maximum":10000,"default":50,"examples":[50]},"connections_per_address":{"description":"How many of them may come from one address.","type":"integer","minimum":1,"maximum":10000,"default":10,"examples":[10]},"passive_first":{"description":"The first of the ports at which data is fetched. A firewall must let them through.","type":"integer","minimum":1024,"maximum":65535,"default":40000,"examples":[40000]},"passive_last":{"description":"The last of these ports. Default: passive_first and 99.","type":"integer","minimum":1024,"maximum":65535,"examples":[40099]},"passive_address":{"description":"The IPv4 address that the world sees, where the host is behind NAT.","$ref":"#/definitions/network","examples":["203.0.113.7"]}},"examples":[{}]},"https":{"description":"Serve the trees over HTTPS too, at port 443, with a certificate that renews itself. Needs http, over which its issuer looks whether the names are yours.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"email":{"description":"The address of your account with the issuer. Default: contact.","$ref":"#/definitions/email","examples":["admin@example.org"]},"redirect":{"description":"Lead those who come over HTTP to HTTPS, once the certificate is there. Some upstreams forbid that, and package managers do not need it.","type":"boolean","default":false,"examples":[false]},"hsts":{"description":"Tell browsers to use HTTPS alone for two years, once the certificate is there. There is no way back within that time.","type":"boolean","default":false,"examples":[false]},"key_type":{"description":"The kind of the certificate's key.","type":"string","enum":["ecdsa","rsa"],"default":"ecdsa","examples":["ecdsa"]},"directory":{"description":"The ACME directory of the issuer. Default: that of Let's Encrypt.","$ref":"#/definitions/url","default":"https://acme-v02.api.letsencrypt.org/directory","examples":["https://acme-staging-v02.api.letsencrypt.org/directory"]},"ca_file":{"description":"A file on the host with the certificates by which the directory's own is checked. It then holds for every renewal by certbot on that host. Default: what the system trusts.","$ref":"#/definitions/path","examples":["/etc/ssl/our-ca.pem"]}},"examples":[{}]},"git":{"description":"Serve bare git repositories over HTTP, in the modules that say serve: [git].","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"max_connections":{"description":"How many clients are served at once; over HTTP the others wait, at git:// they are turned away. One address has a quarter at most.","type":"integer","minimum":1,"maximum":1000,"default":16,"examples":[16]},"daemon":{"description":"Serve git:// too, at port 9418. It is neither encrypted nor authenticated.","type":"boolean","default":false,"examples":[true]}},"examples":[{}]},"host":{"description":"One server, under a short name for use on the command line.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["address","distro"],"properties":{"address":{"description":"The host name, address or ssh_config(5) alias that ssh connects to.","$ref":"#/definitions/address","examples":["fra1.example.org","203.0.113.7","2001:db8::7"]},"port":{"description":"The SSH port. Default: what ssh_config says, else 22.","$ref":"#/definitions/port","examples":[22]},"user":{"description":"The SSH login: root, or a user who may run everything with sudo. Default: what ssh_config says.","$ref":"#/definitions/user","examples":["root"]},"transport":{"description":"Who speaks SSH: openssh is the system's own ssh program, ssh2 a library in mirrorc. Default: ssh2, unless your ssh_config needs what only ssh can do: certificates, FIDO keys, ProxyCommand, RevokedHostKeys, post-quantum key exchange alone.","type":"string","enum":["openssh","ssh2"],"examples":["openssh"]},"host_key":{"description":"The fingerprint of the host's SSH key. Of known_hosts, only what it revokes counts then.","$ref":"#/definitions/fingerprint","examples":["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"]},"distro":{"description":"The distribution. Asserted on the host, never guessed.","type":"string","enum":["arch","debian","ubuntu"],"examples":["debian"]},"release":{"description":"The release of the distribution, in quotes: 12 or 13 for debian; 22.04, 24.04 or 26.04 for ubuntu; rolling for arch. Default: the newest that this mirrorc knows.","type":"string","examples":["12"]},"domain":{"description":"The name of the mirror on this host, when it differs from the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"aliases":{"description":"Further names of the mirror on this host, in place of the site's.","type":"array","minItems":1,"maxItems":50,"items":{"$ref":"#/definitions/hostname"},"examples":[["fra1.mirror.example.net"]]},"direct_domain":{"description":"The name that leads straight to this host, in place of the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"ipv6":{"description":"false for a host that has no IPv6 at all: nginx then listens on IPv4 only.","type":"boolean","default":true,"examples":[true]},"storage":{"$ref":"#/definitions/storage"},"schedule":{"$ref":"#/definitions/runs"},"modules":{"description":"The modules that this host carries. Default: all.","type":"array","minItems":1,"items":{"$ref":"#/definitions/name"},"examples":[["athena"]]}},"examples":[{"address":"fra1.example.org","distro":"debian","release":"12"}]},"cdn":{"description":"A CDN that asks this mirror on behalf of its users: limits and logs go by the users' addresses.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["domain","addresses"],"properties":{"domain":{"description":"The name by which the CDN asks this mirror. Nobody else needs to know it.","$ref":"#/definitions/hostname","examples":["origin.mirror.example.org"]},"addresses":{"description":"The networks of the CDN. What others say about a user's address is not believed.","type":"array","minItems":1,"maxItems":500,"items":{"$ref":"#/definitions/network"},"examples":[["203.0.113.0/24","2001:db8::/32"]]},"header":{"description":"In which header the CDN says whom it asks for.","type":"string","enum":["X-Forwarded-For","X-Real-IP","CF-Connecting-IP","Fastly-Client-IP","True-Client-IP"],"default":"X-Forwarded-For","examples":["X-Forwarded-For"]}},"examples":[{"domain":"origin.mirror.example.org","addresses":["203.0.113.0/24"]}]},"subpath":{"description":"A path below the upstream: letters, digits and . _ + @ ~ -. No part is . or .. or begins with a dash.","type":"string","pattern":"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},"exclude":{"description":"A pattern of rsync(1) for what is left out: letters, digits and . _ + @ ~ - / * ?; one that begins with a slash is from the top of the tree.","type":"string","pattern":"^[A-Za-z0-9._+@~/*?-]{1,255}$"},"option":{"description":"One of --max-size=SIZE and --min-size=SIZE (a whole number, and K, M or G), --modify-window=SECONDS, --compress, --checksum, --size-only, --whole-file, --fuzzy, --sparse, --preallocate, --no-hard-links, --omit-dir-times, --no-inc-recursive.","type":"string","pattern":"^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$"}}};
const schema12 = {"description":"Small letters, digits, - and _; 1 to 64 characters; begins and ends with a letter or digit.","type":"string","pattern":"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"};
const schema13 = {"description":"A full host name in small letters: mirror.example.org.","type":"string","pattern":"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"};
const schema16 = {"description":"An e-mail address; its domain in small letters.","type":"string","pattern":"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"};
const schema20 = {"description":"What starts the syncs, and how many run at once.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"backend":{"description":"What starts the syncs: cron, by lines in /etc/cron.d/mirrorc, or timer, by a systemd timer for each module. Both run at the same minutes. The service of a timer is shut off from the rest of the host, and makes up for a sync that was missed while the host was down.","enum":["cron","timer"],"default":"cron","examples":["timer"]},"parallel":{"description":"How many modules of a host sync at once. The others wait, up to an hour.","type":"integer","minimum":1,"maximum":100,"default":2,"examples":[4]}},"examples":[{"backend":"timer","parallel":4}]};
const schema51 = {"description":"Serve bare git repositories over HTTP, in the modules that say serve: [git].","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"max_connections":{"description":"How many clients are served at once; over HTTP the others wait, at git:// they are turned away. One address has a quarter at most.","type":"integer","minimum":1,"maximum":1000,"default":16,"examples":[16]},"daemon":{"description":"Serve git:// too, at port 9418. It is neither encrypted nor authenticated.","type":"boolean","default":false,"examples":[true]}},"examples":[{}]};
const func2 = Object.prototype.hasOwnProperty;
const pattern0 = new RegExp("^x-", "u");
const pattern1 = new RegExp("^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$", "u");
const pattern2 = new RegExp("^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$", "u");
const pattern5 = new RegExp("^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$", "u");
const schema17 = {"description":"Where the mirrored trees are, and who owns them.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"root":{"description":"The directory that holds the modules. It is also the root of the web site.","$ref":"#/definitions/path","default":"/srv/mirrors","examples":["/srv/mirrors"]},"user":{"description":"The unprivileged system user that syncs and owns the trees. Made when it is not there.","$ref":"#/definitions/user","default":"mirror","examples":["rsyncuser"]}},"examples":[{"root":"/srv/mirrors","user":"rsyncuser"}]};
const schema18 = {"description":"An absolute path of letters, digits and . _ + @ ~ -. No part begins with a dash or is . or .. and there is no slash at the end. At most 255 characters.","type":"string","pattern":"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"};
const schema19 = {"description":"A Unix user name: small letters, digits, - and _; begins with a letter or _; at most 31 characters.","type":"string","pattern":"^[a-z_][a-z0-9_-]{0,30}$"};
const pattern7 = new RegExp("^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$", "u");
const pattern8 = new RegExp("^[a-z_][a-z0-9_-]{0,30}$", "u");

function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "root") || (key0 === "user")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema17,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.root !== undefined){
let data0 = data.root;
if(typeof data0 === "string"){
if(!pattern7.test(data0)){
const err1 = {instancePath:instancePath+"/root",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema18,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/root",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.type,parentSchema:schema18,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.user !== undefined){
let data1 = data.user;
if(typeof data1 === "string"){
if(!pattern8.test(data1)){
const err3 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/pattern",keyword:"pattern",params:{pattern: "^[a-z_][a-z0-9_-]{0,30}$"},message:"must match pattern \""+"^[a-z_][a-z0-9_-]{0,30}$"+"\"",schema:"^[a-z_][a-z0-9_-]{0,30}$",parentSchema:schema19,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.type,parentSchema:schema19,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema17.type,parentSchema:schema17,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate11.errors = vErrors;
return errors === 0;
}

const schema22 = {"description":"One mirrored tree, under the name that users see.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["upstream"],"properties":{"upstream":{"description":"Where the tree is pulled from: rsync://HOST[:PORT]/MODULE[/PATH], git+https://HOST/PATH (a git repository, bare), https://HOST/PATH or ftp://HOST/PATH (by the directory listings there, with lftp). Its contents come to lie in the module's directory. rsync://USER@HOST/MODULE goes with password_file.","$ref":"#/definitions/upstream","examples":["rsync://hub.athenaos.org/athena"]},"fallbacks":{"description":"Other places that have the same tree, pulled in the same way: by rsync or git+https. They are asked in this order when the upstream cannot be reached or is older than what is here already. One that is older is not taken. Of a repository, one that is not that of the last success may only add references and move them forwards.","type":"array","minItems":1,"maxItems":10,"items":{"$ref":"#/definitions/upstream"},"examples":[["rsync://mirror.example.net/athena"]]},"password_file":{"description":"The file on the host that holds the password for rsync://USER@HOST/MODULE, and nothing else. Make it yourself, readable by the sync user alone: rsync refuses one that others can read. The password itself never comes into mirror.yaml.","$ref":"#/definitions/path","examples":["/etc/mirrorc-secrets/athena"]},"comment":{"description":"What users see beside the module's name in the rsync listing.","$ref":"#/definitions/text","examples":["The Athena Hub"]},"every":{"description":"How often to sync. Must divide an hour (5m, 6m, 10m, 12m, 15m, 20m, 30m) or a day (1h, 2h, 3h, 4h, 6h, 8h, 12h, 24h, 1d). The minute is chosen by a hash of domain, host and module, so that mirrors do not all call at once.","$ref":"#/definitions/interval","examples":["1h","30m"],"default":"6h"},"schedule":{"description":"Instead of every: the five time fields of crontab(5), in the host's time zone.","$ref":"#/definitions/schedule","examples":["17 */4 * * *"]},"path":{"description":"Where the tree lies. Default: the module's name below storage.root. A tree elsewhere is still served over HTTP under the name of the module, and not listed at the top.","$ref":"#/definitions/path","examples":["/srv/mirrors/athena"]},"serve":{"description":"How the module is served. Each way must be under serve. git is for a tree that is a bare repository or holds some. Default: http, rsync and ftp, as far as they are there.","type":"array","minItems":1,"items":{"$ref":"#/definitions/protocol"},"examples":[["http"],["http","git"]]},"kind":{"description":"What is mirrored: debian is an archive as Debian and Ubuntu have it, which is synced in two stages, index files last.","enum":["plain","debian"],"default":"plain","examples":["debian"]},"publish":{"description":"How a new state of the tree comes to be served. in-place: the files are replaced one by one. atomic: the next state of the tree is put together beside the one that is served, checked, and taken into service in one step. atomic is for trees that are pulled by rsync and served over HTTP and rsync.","enum":["in-place","atomic"],"default":"in-place","examples":["atomic"]},"grace":{"description":"With publish: atomic: how long files stay that the upstream removed. A reader who has an index a moment old finds what it names.","$ref":"#/definitions/duration","default":"1h","examples":["6h"]},"keep":{"description":"With publish: atomic: how many states of the tree are kept, the one that is served among them, for mirror-sync --rollback-data. What they have in common takes its room once.","type":"integer","minimum":1,"maximum":100,"default":3,"examples":[5]},"freshness":{"description":"The file that the upstream changes with its tree. While it is as at the last successful sync, only it is fetched; the whole tree is looked at once a day. Without one every sync lists the whole tree.","$ref":"#/definitions/subpath","examples":["lastupdate","project/trace/master"]},"refresh":{"description":"Files to fetch also when the freshness file has not changed: those that say when the upstream was last seen.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/definitions/subpath"},"examples":[["lastsync"]]},"max_delete":{"description":"How many files and directories one sync may delete. More is held back until somebody looks: mirror-sync --ack.","type":"integer","minimum":0,"maximum":10000000,"default":4000,"examples":[20000]},"max_delete_percent":{"description":"How much of the tree, in percent, one sync may delete: the upstream has to list as many files as the rest is. Within that ten deletions are allowed of any tree, unless max_delete is less.","type":"integer","minimum":1,"maximum":100,"default":25,"examples":[50]},"verify":{"description":"By which lists in the tree it is checked after a sync that it is whole: sha256sums (SHA256SUMS, *.sha256), pacman (*.db), debian (InRelease and what it names).","type":"array","minItems":1,"maxItems":3,"items":{"enum":["sha256sums","pacman","debian"]},"examples":[["sha256sums"]]},"exclude":{"description":"What is left out of the tree.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/exclude"},"examples":[["/debug/","*.iso"]]},"rsync_options":{"description":"Further options of rsync(1), of a short list. --compress costs the upstream time; --max-size and --min-size leave out what is larger or smaller.","type":"array","minItems":1,"maxItems":13,"items":{"$ref":"#/definitions/option"},"examples":[["--max-size=4G","--whole-file"]]},"bandwidth_kib":{"description":"How fast to pull at most, in KiB a second.","type":"integer","minimum":1,"maximum":100000000,"examples":[10000]},"family":{"description":"By which version of IP to pull. Default: whichever the host and the upstream have.","type":"integer","enum":[4,6],"examples":[6]},"jitter":{"description":"Wait up to so long before each sync. How long follows from the names of host and module and is always the same. Must be shorter than the time between two syncs. Default: no wait, as the minute is spread already.","$ref":"#/definitions/duration","examples":["10m"]},"timeout":{"description":"How long one transfer may take. One that is ended goes on where it was with the next sync.","$ref":"#/definitions/duration","default":"24h","examples":["12h"]},"stale_after":{"description":"From what age on a sync that still runs is told about loudly by the next one, which then fails.","$ref":"#/definitions/duration","default":"24h","examples":["2d"]}},"examples":[{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}]};
const schema23 = {"description":"A URL: rsync://[USER@]HOST[:PORT]/MODULE[/PATH], or git+https://, https:// or ftp:// with a host and a path; at most 300 characters.","type":"string","pattern":"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"};
const schema26 = {"description":"One line of text, 1 to 200 characters, without % $ \\ \" ' ` and without space at either end.","type":"string","pattern":"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"};
const schema27 = {"description":"A whole number with a unit: m (minutes), h (hours) or d (a day).","type":"string","pattern":"^[1-9][0-9]{0,3}[mhd]$"};
const schema28 = {"description":"Minute, hour, day of the month, month and day of the week (0 and 7 are Sunday), as numbers with * , - and / only.","type":"string","pattern":"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"};
const schema30 = {"description":"A way in which users get at a module.","type":"string","enum":["http","rsync","ftp","git"]};
const schema31 = {"description":"A whole number with a unit: s (seconds), m (minutes), h (hours) or d (days).","type":"string","pattern":"^[1-9][0-9]{0,3}[smhd]$"};
const schema32 = {"description":"A path below the upstream: letters, digits and . _ + @ ~ -. No part is . or .. or begins with a dash.","type":"string","pattern":"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"};
const schema34 = {"description":"A pattern of rsync(1) for what is left out: letters, digits and . _ + @ ~ - / * ?; one that begins with a slash is from the top of the tree.","type":"string","pattern":"^[A-Za-z0-9._+@~/*?-]{1,255}$"};
const schema35 = {"description":"One of --max-size=SIZE and --min-size=SIZE (a whole number, and K, M or G), --modify-window=SECONDS, --compress, --checksum, --size-only, --whole-file, --fuzzy, --sparse, --preallocate, --no-hard-links, --omit-dir-times, --no-inc-recursive.","type":"string","pattern":"^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$"};
const pattern12 = new RegExp("^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$", "u");
const pattern15 = new RegExp("^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$", "u");
const pattern16 = new RegExp("^[1-9][0-9]{0,3}[mhd]$", "u");
const pattern17 = new RegExp("^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$", "u");
const pattern19 = new RegExp("^[1-9][0-9]{0,3}[smhd]$", "u");
const pattern20 = new RegExp("^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$", "u");
const pattern22 = new RegExp("^[A-Za-z0-9._+@~/*?-]{1,255}$", "u");
const pattern23 = new RegExp("^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$", "u");

function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.upstream === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "upstream"},message:"must have required property '"+"upstream"+"'",schema:schema22.required,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((func2.call(schema22.properties, key0)) || (pattern0.test(key0)))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.upstream !== undefined){
let data0 = data.upstream;
if(typeof data0 === "string"){
if(!pattern12.test(data0)){
const err2 = {instancePath:instancePath+"/upstream",schemaPath:"#/definitions/upstream/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"},message:"must match pattern \""+"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"+"\"",schema:"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$",parentSchema:schema23,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/upstream",schemaPath:"#/definitions/upstream/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.type,parentSchema:schema23,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.fallbacks !== undefined){
let data1 = data.fallbacks;
if(Array.isArray(data1)){
if(data1.length > 10){
const err4 = {instancePath:instancePath+"/fallbacks",schemaPath:"#/properties/fallbacks/maxItems",keyword:"maxItems",params:{limit: 10},message:"must NOT have more than 10 items",schema:10,parentSchema:schema22.properties.fallbacks,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data1.length < 1){
const err5 = {instancePath:instancePath+"/fallbacks",schemaPath:"#/properties/fallbacks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.fallbacks,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern12.test(data2)){
const err6 = {instancePath:instancePath+"/fallbacks/" + i0,schemaPath:"#/definitions/upstream/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"},message:"must match pattern \""+"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"+"\"",schema:"^(?=.{1,300}$)(?:rsync://(?:[A-Za-z0-9._-]{1,64}@)?|git\\+https://|https://|ftp://)(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$",parentSchema:schema23,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/fallbacks/" + i0,schemaPath:"#/definitions/upstream/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.type,parentSchema:schema23,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/fallbacks",schemaPath:"#/properties/fallbacks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.fallbacks.type,parentSchema:schema22.properties.fallbacks,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.password_file !== undefined){
let data3 = data.password_file;
if(typeof data3 === "string"){
if(!pattern7.test(data3)){
const err9 = {instancePath:instancePath+"/password_file",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema18,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/password_file",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.type,parentSchema:schema18,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.comment !== undefined){
let data4 = data.comment;
if(typeof data4 === "string"){
if(!pattern15.test(data4)){
const err11 = {instancePath:instancePath+"/comment",schemaPath:"#/definitions/text/pattern",keyword:"pattern",params:{pattern: "^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"},message:"must match pattern \""+"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"+"\"",schema:"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$",parentSchema:schema26,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/comment",schemaPath:"#/definitions/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema26.type,parentSchema:schema26,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.every !== undefined){
let data5 = data.every;
if(typeof data5 === "string"){
if(!pattern16.test(data5)){
const err13 = {instancePath:instancePath+"/every",schemaPath:"#/definitions/interval/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[mhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[mhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[mhd]$",parentSchema:schema27,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/every",schemaPath:"#/definitions/interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema27.type,parentSchema:schema27,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.schedule !== undefined){
let data6 = data.schedule;
if(typeof data6 === "string"){
if(!pattern17.test(data6)){
const err15 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/schedule/pattern",keyword:"pattern",params:{pattern: "^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"},message:"must match pattern \""+"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"+"\"",schema:"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$",parentSchema:schema28,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/schedule/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema28.type,parentSchema:schema28,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.path !== undefined){
let data7 = data.path;
if(typeof data7 === "string"){
if(!pattern7.test(data7)){
const err17 = {instancePath:instancePath+"/path",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema18,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/path",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.type,parentSchema:schema18,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.serve !== undefined){
let data8 = data.serve;
if(Array.isArray(data8)){
if(data8.length < 1){
const err19 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.serve,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const len1 = data8.length;
for(let i1=0; i1<len1; i1++){
let data9 = data8[i1];
if(typeof data9 !== "string"){
const err20 = {instancePath:instancePath+"/serve/" + i1,schemaPath:"#/definitions/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema30.type,parentSchema:schema30,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(!((((data9 === "http") || (data9 === "rsync")) || (data9 === "ftp")) || (data9 === "git"))){
const err21 = {instancePath:instancePath+"/serve/" + i1,schemaPath:"#/definitions/protocol/enum",keyword:"enum",params:{allowedValues: schema30.enum},message:"must be equal to one of the allowed values",schema:schema30.enum,parentSchema:schema30,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.serve.type,parentSchema:schema22.properties.serve,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.kind !== undefined){
let data10 = data.kind;
if(!((data10 === "plain") || (data10 === "debian"))){
const err23 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema22.properties.kind.enum},message:"must be equal to one of the allowed values",schema:schema22.properties.kind.enum,parentSchema:schema22.properties.kind,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.publish !== undefined){
let data11 = data.publish;
if(!((data11 === "in-place") || (data11 === "atomic"))){
const err24 = {instancePath:instancePath+"/publish",schemaPath:"#/properties/publish/enum",keyword:"enum",params:{allowedValues: schema22.properties.publish.enum},message:"must be equal to one of the allowed values",schema:schema22.properties.publish.enum,parentSchema:schema22.properties.publish,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.grace !== undefined){
let data12 = data.grace;
if(typeof data12 === "string"){
if(!pattern19.test(data12)){
const err25 = {instancePath:instancePath+"/grace",schemaPath:"#/definitions/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[smhd]$",parentSchema:schema31,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/grace",schemaPath:"#/definitions/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.type,parentSchema:schema31,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.keep !== undefined){
let data13 = data.keep;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err27 = {instancePath:instancePath+"/keep",schemaPath:"#/properties/keep/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema22.properties.keep.type,parentSchema:schema22.properties.keep,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 100 || isNaN(data13)){
const err28 = {instancePath:instancePath+"/keep",schemaPath:"#/properties/keep/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema22.properties.keep,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data13 < 1 || isNaN(data13)){
const err29 = {instancePath:instancePath+"/keep",schemaPath:"#/properties/keep/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema22.properties.keep,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
if(data.freshness !== undefined){
let data14 = data.freshness;
if(typeof data14 === "string"){
if(!pattern20.test(data14)){
const err30 = {instancePath:instancePath+"/freshness",schemaPath:"#/definitions/subpath/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},message:"must match pattern \""+"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"+"\"",schema:"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$",parentSchema:schema32,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/freshness",schemaPath:"#/definitions/subpath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:data14};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.refresh !== undefined){
let data15 = data.refresh;
if(Array.isArray(data15)){
if(data15.length > 20){
const err32 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema22.properties.refresh,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data15.length < 1){
const err33 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.refresh,data:data15};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
if(typeof data16 === "string"){
if(!pattern20.test(data16)){
const err34 = {instancePath:instancePath+"/refresh/" + i2,schemaPath:"#/definitions/subpath/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},message:"must match pattern \""+"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"+"\"",schema:"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$",parentSchema:schema32,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/refresh/" + i2,schemaPath:"#/definitions/subpath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:data16};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.refresh.type,parentSchema:schema22.properties.refresh,data:data15};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.max_delete !== undefined){
let data17 = data.max_delete;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err37 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema22.properties.max_delete.type,parentSchema:schema22.properties.max_delete,data:data17};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 10000000 || isNaN(data17)){
const err38 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000000},message:"must be <= 10000000",schema:10000000,parentSchema:schema22.properties.max_delete,data:data17};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data17 < 0 || isNaN(data17)){
const err39 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema22.properties.max_delete,data:data17};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
if(data.max_delete_percent !== undefined){
let data18 = data.max_delete_percent;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
const err40 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema22.properties.max_delete_percent.type,parentSchema:schema22.properties.max_delete_percent,data:data18};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 100 || isNaN(data18)){
const err41 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema22.properties.max_delete_percent,data:data18};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data18 < 1 || isNaN(data18)){
const err42 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema22.properties.max_delete_percent,data:data18};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
if(data.verify !== undefined){
let data19 = data.verify;
if(Array.isArray(data19)){
if(data19.length > 3){
const err43 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema22.properties.verify,data:data19};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data19.length < 1){
const err44 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.verify,data:data19};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
const len3 = data19.length;
for(let i3=0; i3<len3; i3++){
let data20 = data19[i3];
if(!(((data20 === "sha256sums") || (data20 === "pacman")) || (data20 === "debian"))){
const err45 = {instancePath:instancePath+"/verify/" + i3,schemaPath:"#/properties/verify/items/enum",keyword:"enum",params:{allowedValues: schema22.properties.verify.items.enum},message:"must be equal to one of the allowed values",schema:schema22.properties.verify.items.enum,parentSchema:schema22.properties.verify.items,data:data20};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
else {
const err46 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.verify.type,parentSchema:schema22.properties.verify,data:data19};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data.exclude !== undefined){
let data21 = data.exclude;
if(Array.isArray(data21)){
if(data21.length > 100){
const err47 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/maxItems",keyword:"maxItems",params:{limit: 100},message:"must NOT have more than 100 items",schema:100,parentSchema:schema22.properties.exclude,data:data21};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data21.length < 1){
const err48 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.exclude,data:data21};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
const len4 = data21.length;
for(let i4=0; i4<len4; i4++){
let data22 = data21[i4];
if(typeof data22 === "string"){
if(!pattern22.test(data22)){
const err49 = {instancePath:instancePath+"/exclude/" + i4,schemaPath:"#/definitions/exclude/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._+@~/*?-]{1,255}$"},message:"must match pattern \""+"^[A-Za-z0-9._+@~/*?-]{1,255}$"+"\"",schema:"^[A-Za-z0-9._+@~/*?-]{1,255}$",parentSchema:schema34,data:data22};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/exclude/" + i4,schemaPath:"#/definitions/exclude/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.type,parentSchema:schema34,data:data22};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
else {
const err51 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.exclude.type,parentSchema:schema22.properties.exclude,data:data21};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data.rsync_options !== undefined){
let data23 = data.rsync_options;
if(Array.isArray(data23)){
if(data23.length > 13){
const err52 = {instancePath:instancePath+"/rsync_options",schemaPath:"#/properties/rsync_options/maxItems",keyword:"maxItems",params:{limit: 13},message:"must NOT have more than 13 items",schema:13,parentSchema:schema22.properties.rsync_options,data:data23};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data23.length < 1){
const err53 = {instancePath:instancePath+"/rsync_options",schemaPath:"#/properties/rsync_options/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.rsync_options,data:data23};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
const len5 = data23.length;
for(let i5=0; i5<len5; i5++){
let data24 = data23[i5];
if(typeof data24 === "string"){
if(!pattern23.test(data24)){
const err54 = {instancePath:instancePath+"/rsync_options/" + i5,schemaPath:"#/definitions/option/pattern",keyword:"pattern",params:{pattern: "^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$"},message:"must match pattern \""+"^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$"+"\"",schema:"^--(?:(?:max|min)-size=[0-9]{1,12}[KMG]?|modify-window=[0-9]{1,9}|compress|checksum|size-only|whole-file|fuzzy|sparse|preallocate|no-hard-links|omit-dir-times|no-inc-recursive)$",parentSchema:schema35,data:data24};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
else {
const err55 = {instancePath:instancePath+"/rsync_options/" + i5,schemaPath:"#/definitions/option/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data24};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/rsync_options",schemaPath:"#/properties/rsync_options/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.rsync_options.type,parentSchema:schema22.properties.rsync_options,data:data23};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data.bandwidth_kib !== undefined){
let data25 = data.bandwidth_kib;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err57 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema22.properties.bandwidth_kib.type,parentSchema:schema22.properties.bandwidth_kib,data:data25};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 100000000 || isNaN(data25)){
const err58 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000000},message:"must be <= 100000000",schema:100000000,parentSchema:schema22.properties.bandwidth_kib,data:data25};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
if(data25 < 1 || isNaN(data25)){
const err59 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema22.properties.bandwidth_kib,data:data25};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
if(data.family !== undefined){
let data26 = data.family;
if(!(((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26))) && (isFinite(data26)))){
const err60 = {instancePath:instancePath+"/family",schemaPath:"#/properties/family/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema22.properties.family.type,parentSchema:schema22.properties.family,data:data26};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(!((data26 === 4) || (data26 === 6))){
const err61 = {instancePath:instancePath+"/family",schemaPath:"#/properties/family/enum",keyword:"enum",params:{allowedValues: schema22.properties.family.enum},message:"must be equal to one of the allowed values",schema:schema22.properties.family.enum,parentSchema:schema22.properties.family,data:data26};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data.jitter !== undefined){
let data27 = data.jitter;
if(typeof data27 === "string"){
if(!pattern19.test(data27)){
const err62 = {instancePath:instancePath+"/jitter",schemaPath:"#/definitions/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[smhd]$",parentSchema:schema31,data:data27};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
else {
const err63 = {instancePath:instancePath+"/jitter",schemaPath:"#/definitions/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.type,parentSchema:schema31,data:data27};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.timeout !== undefined){
let data28 = data.timeout;
if(typeof data28 === "string"){
if(!pattern19.test(data28)){
const err64 = {instancePath:instancePath+"/timeout",schemaPath:"#/definitions/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[smhd]$",parentSchema:schema31,data:data28};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
else {
const err65 = {instancePath:instancePath+"/timeout",schemaPath:"#/definitions/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.type,parentSchema:schema31,data:data28};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data.stale_after !== undefined){
let data29 = data.stale_after;
if(typeof data29 === "string"){
if(!pattern19.test(data29)){
const err66 = {instancePath:instancePath+"/stale_after",schemaPath:"#/definitions/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[smhd]$",parentSchema:schema31,data:data29};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/stale_after",schemaPath:"#/definitions/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.type,parentSchema:schema31,data:data29};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema22.type,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
validate13.errors = vErrors;
return errors === 0;
}

const schema39 = {"description":"Serve the trees over plain HTTP with nginx.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port nginx listens on.","$ref":"#/definitions/port","default":80,"examples":[80]},"connections_per_address":{"description":"How many requests of one address (of IPv6: one network, /64) are answered at once; more get status 429. Package managers open up to 32, and a whole office may share an address.","type":"integer","minimum":32,"maximum":10000,"default":100,"examples":[100]},"requests_per_second":{"description":"How many requests an address (of IPv6: a network, /64) may make in a second, ten times as many in a burst; more get status 429. Default: no limit.","type":"integer","minimum":1,"maximum":10000,"examples":[50]},"megabytes_per_second":{"description":"How fast one download may be. Default: no limit.","type":"integer","minimum":1,"maximum":10000,"examples":[20]},"cdn":{"$ref":"#/definitions/cdn"}},"examples":[{}]};
const schema40 = {"description":"A TCP port.","type":"integer","minimum":1,"maximum":65535};
const schema41 = {"description":"A CDN that asks this mirror on behalf of its users: limits and logs go by the users' addresses.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["domain","addresses"],"properties":{"domain":{"description":"The name by which the CDN asks this mirror. Nobody else needs to know it.","$ref":"#/definitions/hostname","examples":["origin.mirror.example.org"]},"addresses":{"description":"The networks of the CDN. What others say about a user's address is not believed.","type":"array","minItems":1,"maxItems":500,"items":{"$ref":"#/definitions/network"},"examples":[["203.0.113.0/24","2001:db8::/32"]]},"header":{"description":"In which header the CDN says whom it asks for.","type":"string","enum":["X-Forwarded-For","X-Real-IP","CF-Connecting-IP","Fastly-Client-IP","True-Client-IP"],"default":"X-Forwarded-For","examples":["X-Forwarded-For"]}},"examples":[{"domain":"origin.mirror.example.org","addresses":["203.0.113.0/24"]}]};
const schema43 = {"description":"An IP address, or a network such as 203.0.113.0/24 or 2001:db8::/32.","type":"string","pattern":"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"};
const pattern31 = new RegExp("^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$", "u");

function validate16(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.domain === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "domain"},message:"must have required property '"+"domain"+"'",schema:schema41.required,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.addresses === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "addresses"},message:"must have required property '"+"addresses"+"'",schema:schema41.required,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "domain") || (key0 === "addresses")) || (key0 === "header")) || (pattern0.test(key0)))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.domain !== undefined){
let data0 = data.domain;
if(typeof data0 === "string"){
if(!pattern2.test(data0)){
const err3 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.addresses !== undefined){
let data1 = data.addresses;
if(Array.isArray(data1)){
if(data1.length > 500){
const err5 = {instancePath:instancePath+"/addresses",schemaPath:"#/properties/addresses/maxItems",keyword:"maxItems",params:{limit: 500},message:"must NOT have more than 500 items",schema:500,parentSchema:schema41.properties.addresses,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1.length < 1){
const err6 = {instancePath:instancePath+"/addresses",schemaPath:"#/properties/addresses/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema41.properties.addresses,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern31.test(data2)){
const err7 = {instancePath:instancePath+"/addresses/" + i0,schemaPath:"#/definitions/network/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"},message:"must match pattern \""+"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"+"\"",schema:"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$",parentSchema:schema43,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/addresses/" + i0,schemaPath:"#/definitions/network/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema43.type,parentSchema:schema43,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/addresses",schemaPath:"#/properties/addresses/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema41.properties.addresses.type,parentSchema:schema41.properties.addresses,data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.header !== undefined){
let data3 = data.header;
if(typeof data3 !== "string"){
const err10 = {instancePath:instancePath+"/header",schemaPath:"#/properties/header/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.header.type,parentSchema:schema41.properties.header,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!(((((data3 === "X-Forwarded-For") || (data3 === "X-Real-IP")) || (data3 === "CF-Connecting-IP")) || (data3 === "Fastly-Client-IP")) || (data3 === "True-Client-IP"))){
const err11 = {instancePath:instancePath+"/header",schemaPath:"#/properties/header/enum",keyword:"enum",params:{allowedValues: schema41.properties.header.enum},message:"must be equal to one of the allowed values",schema:schema41.properties.header.enum,parentSchema:schema41.properties.header,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema41.type,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate16.errors = vErrors;
return errors === 0;
}


function validate15(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "port") || (key0 === "connections_per_address")) || (key0 === "requests_per_second")) || (key0 === "megabytes_per_second")) || (key0 === "cdn")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.port !== undefined){
let data0 = data.port;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err1 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema40.type,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 > 65535 || isNaN(data0)){
const err2 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data.connections_per_address !== undefined){
let data1 = data.connections_per_address;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err4 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.properties.connections_per_address.type,parentSchema:schema39.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 10000 || isNaN(data1)){
const err5 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema39.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1 < 32 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/minimum",keyword:"minimum",params:{comparison: ">=", limit: 32},message:"must be >= 32",schema:32,parentSchema:schema39.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data.requests_per_second !== undefined){
let data2 = data.requests_per_second;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err7 = {instancePath:instancePath+"/requests_per_second",schemaPath:"#/properties/requests_per_second/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.properties.requests_per_second.type,parentSchema:schema39.properties.requests_per_second,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 10000 || isNaN(data2)){
const err8 = {instancePath:instancePath+"/requests_per_second",schemaPath:"#/properties/requests_per_second/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema39.properties.requests_per_second,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data2 < 1 || isNaN(data2)){
const err9 = {instancePath:instancePath+"/requests_per_second",schemaPath:"#/properties/requests_per_second/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39.properties.requests_per_second,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.megabytes_per_second !== undefined){
let data3 = data.megabytes_per_second;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err10 = {instancePath:instancePath+"/megabytes_per_second",schemaPath:"#/properties/megabytes_per_second/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.properties.megabytes_per_second.type,parentSchema:schema39.properties.megabytes_per_second,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 10000 || isNaN(data3)){
const err11 = {instancePath:instancePath+"/megabytes_per_second",schemaPath:"#/properties/megabytes_per_second/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema39.properties.megabytes_per_second,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err12 = {instancePath:instancePath+"/megabytes_per_second",schemaPath:"#/properties/megabytes_per_second/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39.properties.megabytes_per_second,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
if(data.cdn !== undefined){
if(!(validate16(data.cdn, {instancePath:instancePath+"/cdn",parentData:data,parentDataProperty:"cdn",rootData}))){
vErrors = vErrors === null ? validate16.errors : (vErrors.push(...validate16.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema39.type,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate15.errors = vErrors;
return errors === 0;
}

const schema44 = {"description":"Serve the trees with an rsync daemon.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port the daemon listens on.","$ref":"#/definitions/port","default":873,"examples":[873]},"max_connections":{"description":"How many clients each module serves at once.","type":"integer","minimum":1,"maximum":10000,"default":25,"examples":[25]},"allow":{"description":"The only networks that may use the rsync daemon. Default: everybody may.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/network"},"examples":[["203.0.113.0/24","2001:db8::/32"]]},"tls":{"description":"Serve rsync over TLS too, on port 874, with the certificate of HTTPS: for rsync-ssl(1). Needs https.","type":"boolean","default":false,"examples":[true]}},"examples":[{"max_connections":25}]};

function validate19(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "port") || (key0 === "max_connections")) || (key0 === "allow")) || (key0 === "tls")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.port !== undefined){
let data0 = data.port;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err1 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema40.type,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 > 65535 || isNaN(data0)){
const err2 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data.max_connections !== undefined){
let data1 = data.max_connections;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err4 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema44.properties.max_connections.type,parentSchema:schema44.properties.max_connections,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 10000 || isNaN(data1)){
const err5 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema44.properties.max_connections,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema44.properties.max_connections,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data.allow !== undefined){
let data2 = data.allow;
if(Array.isArray(data2)){
if(data2.length > 100){
const err7 = {instancePath:instancePath+"/allow",schemaPath:"#/properties/allow/maxItems",keyword:"maxItems",params:{limit: 100},message:"must NOT have more than 100 items",schema:100,parentSchema:schema44.properties.allow,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/allow",schemaPath:"#/properties/allow/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema44.properties.allow,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern31.test(data3)){
const err9 = {instancePath:instancePath+"/allow/" + i0,schemaPath:"#/definitions/network/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"},message:"must match pattern \""+"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"+"\"",schema:"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$",parentSchema:schema43,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/allow/" + i0,schemaPath:"#/definitions/network/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema43.type,parentSchema:schema43,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/allow",schemaPath:"#/properties/allow/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema44.properties.allow.type,parentSchema:schema44.properties.allow,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.tls !== undefined){
let data4 = data.tls;
if(typeof data4 !== "boolean"){
const err12 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema44.properties.tls.type,parentSchema:schema44.properties.tls,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema44.type,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate19.errors = vErrors;
return errors === 0;
}

const schema47 = {"description":"Serve the trees over HTTPS too, at port 443, with a certificate that renews itself. Needs http, over which its issuer looks whether the names are yours.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"email":{"description":"The address of your account with the issuer. Default: contact.","$ref":"#/definitions/email","examples":["admin@example.org"]},"redirect":{"description":"Lead those who come over HTTP to HTTPS, once the certificate is there. Some upstreams forbid that, and package managers do not need it.","type":"boolean","default":false,"examples":[false]},"hsts":{"description":"Tell browsers to use HTTPS alone for two years, once the certificate is there. There is no way back within that time.","type":"boolean","default":false,"examples":[false]},"key_type":{"description":"The kind of the certificate's key.","type":"string","enum":["ecdsa","rsa"],"default":"ecdsa","examples":["ecdsa"]},"directory":{"description":"The ACME directory of the issuer. Default: that of Let's Encrypt.","$ref":"#/definitions/url","default":"https://acme-v02.api.letsencrypt.org/directory","examples":["https://acme-staging-v02.api.letsencrypt.org/directory"]},"ca_file":{"description":"A file on the host with the certificates by which the directory's own is checked. It then holds for every renewal by certbot on that host. Default: what the system trusts.","$ref":"#/definitions/path","examples":["/etc/ssl/our-ca.pem"]}},"examples":[{}]};
const schema49 = {"description":"An address that begins with https://, of letters, digits and . _ ~ / : -","type":"string","pattern":"^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$"};
const pattern36 = new RegExp("^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((((key0 === "email") || (key0 === "redirect")) || (key0 === "hsts")) || (key0 === "key_type")) || (key0 === "directory")) || (key0 === "ca_file")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema47,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.email !== undefined){
let data0 = data.email;
if(typeof data0 === "string"){
if(!pattern5.test(data0)){
const err1 = {instancePath:instancePath+"/email",schemaPath:"#/definitions/email/pattern",keyword:"pattern",params:{pattern: "^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema16,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/email",schemaPath:"#/definitions/email/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.type,parentSchema:schema16,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.redirect !== undefined){
let data1 = data.redirect;
if(typeof data1 !== "boolean"){
const err3 = {instancePath:instancePath+"/redirect",schemaPath:"#/properties/redirect/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema47.properties.redirect.type,parentSchema:schema47.properties.redirect,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.hsts !== undefined){
let data2 = data.hsts;
if(typeof data2 !== "boolean"){
const err4 = {instancePath:instancePath+"/hsts",schemaPath:"#/properties/hsts/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema47.properties.hsts.type,parentSchema:schema47.properties.hsts,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.key_type !== undefined){
let data3 = data.key_type;
if(typeof data3 !== "string"){
const err5 = {instancePath:instancePath+"/key_type",schemaPath:"#/properties/key_type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.properties.key_type.type,parentSchema:schema47.properties.key_type,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!((data3 === "ecdsa") || (data3 === "rsa"))){
const err6 = {instancePath:instancePath+"/key_type",schemaPath:"#/properties/key_type/enum",keyword:"enum",params:{allowedValues: schema47.properties.key_type.enum},message:"must be equal to one of the allowed values",schema:schema47.properties.key_type.enum,parentSchema:schema47.properties.key_type,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.directory !== undefined){
let data4 = data.directory;
if(typeof data4 === "string"){
if(!pattern36.test(data4)){
const err7 = {instancePath:instancePath+"/directory",schemaPath:"#/definitions/url/pattern",keyword:"pattern",params:{pattern: "^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$"},message:"must match pattern \""+"^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$"+"\"",schema:"^(?=.{9,255}$)https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)*(?!-)[a-z0-9-]{1,63}(?<!-)(?::(?!0|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})[0-9]{1,5})?(?:/[A-Za-z0-9._~-]*)*$",parentSchema:schema49,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/directory",schemaPath:"#/definitions/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49.type,parentSchema:schema49,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.ca_file !== undefined){
let data5 = data.ca_file;
if(typeof data5 === "string"){
if(!pattern7.test(data5)){
const err9 = {instancePath:instancePath+"/ca_file",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema18,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/ca_file",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.type,parentSchema:schema18,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema47.type,parentSchema:schema47,data};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}

const schema52 = {"description":"Serve the trees by anonymous FTP with vsftpd, at port 21.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"max_connections":{"description":"How many clients are served at once.","type":"integer","minimum":1,"maximum":10000,"default":50,"examples":[50]},"connections_per_address":{"description":"How many of them may come from one address.","type":"integer","minimum":1,"maximum":10000,"default":10,"examples":[10]},"passive_first":{"description":"The first of the ports at which data is fetched. A firewall must let them through.","type":"integer","minimum":1024,"maximum":65535,"default":40000,"examples":[40000]},"passive_last":{"description":"The last of these ports. Default: passive_first and 99.","type":"integer","minimum":1024,"maximum":65535,"examples":[40099]},"passive_address":{"description":"The IPv4 address that the world sees, where the host is behind NAT.","$ref":"#/definitions/network","examples":["203.0.113.7"]}},"examples":[{}]};

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "max_connections") || (key0 === "connections_per_address")) || (key0 === "passive_first")) || (key0 === "passive_last")) || (key0 === "passive_address")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.max_connections !== undefined){
let data0 = data.max_connections;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err1 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema52.properties.max_connections.type,parentSchema:schema52.properties.max_connections,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 > 10000 || isNaN(data0)){
const err2 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema52.properties.max_connections,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema52.properties.max_connections,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data.connections_per_address !== undefined){
let data1 = data.connections_per_address;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err4 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema52.properties.connections_per_address.type,parentSchema:schema52.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 10000 || isNaN(data1)){
const err5 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema52.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/connections_per_address",schemaPath:"#/properties/connections_per_address/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema52.properties.connections_per_address,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data.passive_first !== undefined){
let data2 = data.passive_first;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err7 = {instancePath:instancePath+"/passive_first",schemaPath:"#/properties/passive_first/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema52.properties.passive_first.type,parentSchema:schema52.properties.passive_first,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 65535 || isNaN(data2)){
const err8 = {instancePath:instancePath+"/passive_first",schemaPath:"#/properties/passive_first/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema52.properties.passive_first,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data2 < 1024 || isNaN(data2)){
const err9 = {instancePath:instancePath+"/passive_first",schemaPath:"#/properties/passive_first/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1024},message:"must be >= 1024",schema:1024,parentSchema:schema52.properties.passive_first,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.passive_last !== undefined){
let data3 = data.passive_last;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err10 = {instancePath:instancePath+"/passive_last",schemaPath:"#/properties/passive_last/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema52.properties.passive_last.type,parentSchema:schema52.properties.passive_last,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 65535 || isNaN(data3)){
const err11 = {instancePath:instancePath+"/passive_last",schemaPath:"#/properties/passive_last/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema52.properties.passive_last,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data3 < 1024 || isNaN(data3)){
const err12 = {instancePath:instancePath+"/passive_last",schemaPath:"#/properties/passive_last/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1024},message:"must be >= 1024",schema:1024,parentSchema:schema52.properties.passive_last,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
if(data.passive_address !== undefined){
let data4 = data.passive_address;
if(typeof data4 === "string"){
if(!pattern31.test(data4)){
const err13 = {instancePath:instancePath+"/passive_address",schemaPath:"#/definitions/network/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"},message:"must match pattern \""+"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$"+"\"",schema:"^[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?$",parentSchema:schema43,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/passive_address",schemaPath:"#/definitions/network/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema43.type,parentSchema:schema43,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema52.type,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}

const schema55 = {"description":"One server, under a short name for use on the command line.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["address","distro"],"properties":{"address":{"description":"The host name, address or ssh_config(5) alias that ssh connects to.","$ref":"#/definitions/address","examples":["fra1.example.org","203.0.113.7","2001:db8::7"]},"port":{"description":"The SSH port. Default: what ssh_config says, else 22.","$ref":"#/definitions/port","examples":[22]},"user":{"description":"The SSH login: root, or a user who may run everything with sudo. Default: what ssh_config says.","$ref":"#/definitions/user","examples":["root"]},"transport":{"description":"Who speaks SSH: openssh is the system's own ssh program, ssh2 a library in mirrorc. Default: ssh2, unless your ssh_config needs what only ssh can do: certificates, FIDO keys, ProxyCommand, RevokedHostKeys, post-quantum key exchange alone.","type":"string","enum":["openssh","ssh2"],"examples":["openssh"]},"host_key":{"description":"The fingerprint of the host's SSH key. Of known_hosts, only what it revokes counts then.","$ref":"#/definitions/fingerprint","examples":["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"]},"distro":{"description":"The distribution. Asserted on the host, never guessed.","type":"string","enum":["arch","debian","ubuntu"],"examples":["debian"]},"release":{"description":"The release of the distribution, in quotes: 12 or 13 for debian; 22.04, 24.04 or 26.04 for ubuntu; rolling for arch. Default: the newest that this mirrorc knows.","type":"string","examples":["12"]},"domain":{"description":"The name of the mirror on this host, when it differs from the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"aliases":{"description":"Further names of the mirror on this host, in place of the site's.","type":"array","minItems":1,"maxItems":50,"items":{"$ref":"#/definitions/hostname"},"examples":[["fra1.mirror.example.net"]]},"direct_domain":{"description":"The name that leads straight to this host, in place of the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"ipv6":{"description":"false for a host that has no IPv6 at all: nginx then listens on IPv4 only.","type":"boolean","default":true,"examples":[true]},"storage":{"$ref":"#/definitions/storage"},"schedule":{"$ref":"#/definitions/runs"},"modules":{"description":"The modules that this host carries. Default: all.","type":"array","minItems":1,"items":{"$ref":"#/definitions/name"},"examples":[["athena"]]}},"examples":[{"address":"fra1.example.org","distro":"debian","release":"12"}]};
const schema56 = {"description":"A host name, an IP address without brackets, or an ssh_config(5) alias.","type":"string","pattern":"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"};
const schema59 = {"description":"The SHA256 fingerprint of an SSH host key, as ssh-keygen -l prints it.","type":"string","pattern":"^SHA256:[A-Za-z0-9+/]{43}$"};
const pattern43 = new RegExp("^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$", "u");
const pattern45 = new RegExp("^SHA256:[A-Za-z0-9+/]{43}$", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.address === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema55.required,parentSchema:schema55,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.distro === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "distro"},message:"must have required property '"+"distro"+"'",schema:schema55.required,parentSchema:schema55,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((func2.call(schema55.properties, key0)) || (pattern0.test(key0)))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema55,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.address !== undefined){
let data0 = data.address;
if(typeof data0 === "string"){
if(!pattern43.test(data0)){
const err3 = {instancePath:instancePath+"/address",schemaPath:"#/definitions/address/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"},message:"must match pattern \""+"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"+"\"",schema:"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$",parentSchema:schema56,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/address",schemaPath:"#/definitions/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema56.type,parentSchema:schema56,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.port !== undefined){
let data1 = data.port;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err5 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema40.type,parentSchema:schema40,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 65535 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema40,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err7 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema40,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.user !== undefined){
let data2 = data.user;
if(typeof data2 === "string"){
if(!pattern8.test(data2)){
const err8 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/pattern",keyword:"pattern",params:{pattern: "^[a-z_][a-z0-9_-]{0,30}$"},message:"must match pattern \""+"^[a-z_][a-z0-9_-]{0,30}$"+"\"",schema:"^[a-z_][a-z0-9_-]{0,30}$",parentSchema:schema19,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.type,parentSchema:schema19,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.transport !== undefined){
let data3 = data.transport;
if(typeof data3 !== "string"){
const err10 = {instancePath:instancePath+"/transport",schemaPath:"#/properties/transport/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema55.properties.transport.type,parentSchema:schema55.properties.transport,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!((data3 === "openssh") || (data3 === "ssh2"))){
const err11 = {instancePath:instancePath+"/transport",schemaPath:"#/properties/transport/enum",keyword:"enum",params:{allowedValues: schema55.properties.transport.enum},message:"must be equal to one of the allowed values",schema:schema55.properties.transport.enum,parentSchema:schema55.properties.transport,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.host_key !== undefined){
let data4 = data.host_key;
if(typeof data4 === "string"){
if(!pattern45.test(data4)){
const err12 = {instancePath:instancePath+"/host_key",schemaPath:"#/definitions/fingerprint/pattern",keyword:"pattern",params:{pattern: "^SHA256:[A-Za-z0-9+/]{43}$"},message:"must match pattern \""+"^SHA256:[A-Za-z0-9+/]{43}$"+"\"",schema:"^SHA256:[A-Za-z0-9+/]{43}$",parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/host_key",schemaPath:"#/definitions/fingerprint/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema59.type,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.distro !== undefined){
let data5 = data.distro;
if(typeof data5 !== "string"){
const err14 = {instancePath:instancePath+"/distro",schemaPath:"#/properties/distro/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema55.properties.distro.type,parentSchema:schema55.properties.distro,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!(((data5 === "arch") || (data5 === "debian")) || (data5 === "ubuntu"))){
const err15 = {instancePath:instancePath+"/distro",schemaPath:"#/properties/distro/enum",keyword:"enum",params:{allowedValues: schema55.properties.distro.enum},message:"must be equal to one of the allowed values",schema:schema55.properties.distro.enum,parentSchema:schema55.properties.distro,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.release !== undefined){
let data6 = data.release;
if(typeof data6 !== "string"){
const err16 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema55.properties.release.type,parentSchema:schema55.properties.release,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.domain !== undefined){
let data7 = data.domain;
if(typeof data7 === "string"){
if(!pattern2.test(data7)){
const err17 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.aliases !== undefined){
let data8 = data.aliases;
if(Array.isArray(data8)){
if(data8.length > 50){
const err19 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema55.properties.aliases,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(data8.length < 1){
const err20 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema55.properties.aliases,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
if(typeof data9 === "string"){
if(!pattern2.test(data9)){
const err21 = {instancePath:instancePath+"/aliases/" + i0,schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/aliases/" + i0,schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema55.properties.aliases.type,parentSchema:schema55.properties.aliases,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.direct_domain !== undefined){
let data10 = data.direct_domain;
if(typeof data10 === "string"){
if(!pattern2.test(data10)){
const err24 = {instancePath:instancePath+"/direct_domain",schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/direct_domain",schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.ipv6 !== undefined){
let data11 = data.ipv6;
if(typeof data11 !== "boolean"){
const err26 = {instancePath:instancePath+"/ipv6",schemaPath:"#/properties/ipv6/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema55.properties.ipv6.type,parentSchema:schema55.properties.ipv6,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.storage !== undefined){
if(!(validate11(data.storage, {instancePath:instancePath+"/storage",parentData:data,parentDataProperty:"storage",rootData}))){
vErrors = vErrors === null ? validate11.errors : (vErrors.push(...validate11.errors), vErrors);
errors = vErrors.length;
}
}
if(data.schedule !== undefined){
let data13 = data.schedule;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key1 in data13){
if(!(((key1 === "backend") || (key1 === "parallel")) || (pattern0.test(key1)))){
const err27 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/runs/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema20,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data13.backend !== undefined){
let data14 = data13.backend;
if(!((data14 === "cron") || (data14 === "timer"))){
const err28 = {instancePath:instancePath+"/schedule/backend",schemaPath:"#/definitions/runs/properties/backend/enum",keyword:"enum",params:{allowedValues: schema20.properties.backend.enum},message:"must be equal to one of the allowed values",schema:schema20.properties.backend.enum,parentSchema:schema20.properties.backend,data:data14};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data13.parallel !== undefined){
let data15 = data13.parallel;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err29 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema20.properties.parallel.type,parentSchema:schema20.properties.parallel,data:data15};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 100 || isNaN(data15)){
const err30 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema20.properties.parallel,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data15 < 1 || isNaN(data15)){
const err31 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema20.properties.parallel,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
}
else {
const err32 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/runs/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema20.type,parentSchema:schema20,data:data13};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data.modules !== undefined){
let data16 = data.modules;
if(Array.isArray(data16)){
if(data16.length < 1){
const err33 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema55.properties.modules,data:data16};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
const len1 = data16.length;
for(let i1=0; i1<len1; i1++){
let data17 = data16[i1];
if(typeof data17 === "string"){
if(!pattern1.test(data17)){
const err34 = {instancePath:instancePath+"/modules/" + i1,schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:data17};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/modules/" + i1,schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:data17};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema55.properties.modules.type,parentSchema:schema55.properties.modules,data:data16};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema55.type,parentSchema:schema55,data};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}


function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="mirror.schema.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"},message:"must have required property '"+"version"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.site === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "site"},message:"must have required property '"+"site"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.domain === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "domain"},message:"must have required property '"+"domain"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.contact === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "contact"},message:"must have required property '"+"contact"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.modules === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "modules"},message:"must have required property '"+"modules"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.serve === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "serve"},message:"must have required property '"+"serve"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.hosts === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hosts"},message:"must have required property '"+"hosts"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
for(const key0 in data){
if(!((func2.call(schema11.properties, key0)) || (pattern0.test(key0)))){
const err7 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.version !== undefined){
let data0 = data.version;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err8 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema11.properties.version.type,parentSchema:schema11.properties.version,data:data0};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(1 !== data0){
const err9 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/const",keyword:"const",params:{allowedValue: 1},message:"must be equal to constant",schema:1,parentSchema:schema11.properties.version,data:data0};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.site !== undefined){
let data1 = data.site;
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
const err10 = {instancePath:instancePath+"/site",schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:data1};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/site",schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:data1};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.domain !== undefined){
let data2 = data.domain;
if(typeof data2 === "string"){
if(!pattern2.test(data2)){
const err12 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data2};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/domain",schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.aliases !== undefined){
let data3 = data.aliases;
if(Array.isArray(data3)){
if(data3.length > 50){
const err14 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema11.properties.aliases,data:data3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data3.length < 1){
const err15 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.aliases,data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(!pattern2.test(data4)){
const err16 = {instancePath:instancePath+"/aliases/" + i0,schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/aliases/" + i0,schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data4};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/aliases",schemaPath:"#/properties/aliases/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.aliases.type,parentSchema:schema11.properties.aliases,data:data3};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.direct_domain !== undefined){
let data5 = data.direct_domain;
if(typeof data5 === "string"){
if(!pattern2.test(data5)){
const err19 = {instancePath:instancePath+"/direct_domain",schemaPath:"#/definitions/hostname/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema13,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/direct_domain",schemaPath:"#/definitions/hostname/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.type,parentSchema:schema13,data:data5};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.contact !== undefined){
let data6 = data.contact;
if(typeof data6 === "string"){
if(!pattern5.test(data6)){
const err21 = {instancePath:instancePath+"/contact",schemaPath:"#/definitions/email/pattern",keyword:"pattern",params:{pattern: "^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema16,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/contact",schemaPath:"#/definitions/email/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.type,parentSchema:schema16,data:data6};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.storage !== undefined){
if(!(validate11(data.storage, {instancePath:instancePath+"/storage",parentData:data,parentDataProperty:"storage",rootData}))){
vErrors = vErrors === null ? validate11.errors : (vErrors.push(...validate11.errors), vErrors);
errors = vErrors.length;
}
}
if(data.schedule !== undefined){
let data8 = data.schedule;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key1 in data8){
if(!(((key1 === "backend") || (key1 === "parallel")) || (pattern0.test(key1)))){
const err23 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/runs/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema20,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data8.backend !== undefined){
let data9 = data8.backend;
if(!((data9 === "cron") || (data9 === "timer"))){
const err24 = {instancePath:instancePath+"/schedule/backend",schemaPath:"#/definitions/runs/properties/backend/enum",keyword:"enum",params:{allowedValues: schema20.properties.backend.enum},message:"must be equal to one of the allowed values",schema:schema20.properties.backend.enum,parentSchema:schema20.properties.backend,data:data9};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data8.parallel !== undefined){
let data10 = data8.parallel;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err25 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema20.properties.parallel.type,parentSchema:schema20.properties.parallel,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 100 || isNaN(data10)){
const err26 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema20.properties.parallel,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data10 < 1 || isNaN(data10)){
const err27 = {instancePath:instancePath+"/schedule/parallel",schemaPath:"#/definitions/runs/properties/parallel/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema20.properties.parallel,data:data10};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
}
else {
const err28 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/runs/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema20.type,parentSchema:schema20,data:data8};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.reports !== undefined){
let data11 = data.reports;
if(Array.isArray(data11)){
if(data11.length > 3){
const err29 = {instancePath:instancePath+"/reports",schemaPath:"#/properties/reports/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema11.properties.reports,data:data11};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data11.length < 1){
const err30 = {instancePath:instancePath+"/reports",schemaPath:"#/properties/reports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.reports,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
if(!(((data12 === "tunasync") || (data12 === "mirrorz")) || (data12 === "prometheus"))){
const err31 = {instancePath:instancePath+"/reports/" + i1,schemaPath:"#/properties/reports/items/enum",keyword:"enum",params:{allowedValues: schema11.properties.reports.items.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.reports.items.enum,parentSchema:schema11.properties.reports.items,data:data12};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/reports",schemaPath:"#/properties/reports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.reports.type,parentSchema:schema11.properties.reports,data:data11};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data.modules !== undefined){
let data13 = data.modules;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(Object.keys(data13).length > 2000){
const err33 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/maxProperties",keyword:"maxProperties",params:{limit: 2000},message:"must NOT have more than 2000 properties",schema:2000,parentSchema:schema11.properties.modules,data:data13};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(Object.keys(data13).length < 1){
const err34 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.modules,data:data13};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
for(const key2 in data13){
const _errs34 = errors;
if(typeof key2 === "string"){
if(!pattern1.test(key2)){
const err35 = {instancePath:instancePath+"/modules",schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:key2,propertyName:key2};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/modules",schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:key2,propertyName:key2};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
var valid12 = _errs34 === errors;
if(!valid12){
const err37 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/propertyNames",keyword:"propertyNames",params:{propertyName: key2},message:"property name must be valid",schema:schema11.properties.modules.propertyNames,parentSchema:schema11.properties.modules,data:data13};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
for(const key3 in data13){
if(!(validate13(data13[key3], {instancePath:instancePath+"/modules/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data13,parentDataProperty:key3,rootData}))){
vErrors = vErrors === null ? validate13.errors : (vErrors.push(...validate13.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err38 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.modules.type,parentSchema:schema11.properties.modules,data:data13};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.serve !== undefined){
let data15 = data.serve;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(Object.keys(data15).length < 1){
const err39 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.serve,data:data15};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
for(const key4 in data15){
if(!((((((key4 === "http") || (key4 === "rsync")) || (key4 === "https")) || (key4 === "git")) || (key4 === "ftp")) || (pattern0.test(key4)))){
const err40 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.serve,data:data15};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data15.http !== undefined){
if(!(validate15(data15.http, {instancePath:instancePath+"/serve/http",parentData:data15,parentDataProperty:"http",rootData}))){
vErrors = vErrors === null ? validate15.errors : (vErrors.push(...validate15.errors), vErrors);
errors = vErrors.length;
}
}
if(data15.rsync !== undefined){
if(!(validate19(data15.rsync, {instancePath:instancePath+"/serve/rsync",parentData:data15,parentDataProperty:"rsync",rootData}))){
vErrors = vErrors === null ? validate19.errors : (vErrors.push(...validate19.errors), vErrors);
errors = vErrors.length;
}
}
if(data15.https !== undefined){
if(!(validate21(data15.https, {instancePath:instancePath+"/serve/https",parentData:data15,parentDataProperty:"https",rootData}))){
vErrors = vErrors === null ? validate21.errors : (vErrors.push(...validate21.errors), vErrors);
errors = vErrors.length;
}
}
if(data15.git !== undefined){
let data19 = data15.git;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key5 in data19){
if(!(((key5 === "max_connections") || (key5 === "daemon")) || (pattern0.test(key5)))){
const err41 = {instancePath:instancePath+"/serve/git",schemaPath:"#/definitions/git/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema51,data:data19};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data19.max_connections !== undefined){
let data20 = data19.max_connections;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
const err42 = {instancePath:instancePath+"/serve/git/max_connections",schemaPath:"#/definitions/git/properties/max_connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema51.properties.max_connections.type,parentSchema:schema51.properties.max_connections,data:data20};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 > 1000 || isNaN(data20)){
const err43 = {instancePath:instancePath+"/serve/git/max_connections",schemaPath:"#/definitions/git/properties/max_connections/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema51.properties.max_connections,data:data20};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data20 < 1 || isNaN(data20)){
const err44 = {instancePath:instancePath+"/serve/git/max_connections",schemaPath:"#/definitions/git/properties/max_connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema51.properties.max_connections,data:data20};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
if(data19.daemon !== undefined){
let data21 = data19.daemon;
if(typeof data21 !== "boolean"){
const err45 = {instancePath:instancePath+"/serve/git/daemon",schemaPath:"#/definitions/git/properties/daemon/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema51.properties.daemon.type,parentSchema:schema51.properties.daemon,data:data21};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
else {
const err46 = {instancePath:instancePath+"/serve/git",schemaPath:"#/definitions/git/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema51.type,parentSchema:schema51,data:data19};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data15.ftp !== undefined){
if(!(validate23(data15.ftp, {instancePath:instancePath+"/serve/ftp",parentData:data15,parentDataProperty:"ftp",rootData}))){
vErrors = vErrors === null ? validate23.errors : (vErrors.push(...validate23.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err47 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.serve.type,parentSchema:schema11.properties.serve,data:data15};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data.hosts !== undefined){
let data23 = data.hosts;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
if(Object.keys(data23).length > 100){
const err48 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/maxProperties",keyword:"maxProperties",params:{limit: 100},message:"must NOT have more than 100 properties",schema:100,parentSchema:schema11.properties.hosts,data:data23};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(Object.keys(data23).length < 1){
const err49 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.hosts,data:data23};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
for(const key6 in data23){
const _errs56 = errors;
if(typeof key6 === "string"){
if(!pattern1.test(key6)){
const err50 = {instancePath:instancePath+"/hosts",schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:key6,propertyName:key6};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/hosts",schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:key6,propertyName:key6};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
var valid18 = _errs56 === errors;
if(!valid18){
const err52 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/propertyNames",keyword:"propertyNames",params:{propertyName: key6},message:"property name must be valid",schema:schema11.properties.hosts.propertyNames,parentSchema:schema11.properties.hosts,data:data23};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
for(const key7 in data23){
if(!(validate25(data23[key7], {instancePath:instancePath+"/hosts/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data23,parentDataProperty:key7,rootData}))){
vErrors = vErrors === null ? validate25.errors : (vErrors.push(...validate25.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err53 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.hosts.type,parentSchema:schema11.properties.hosts,data:data23};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.type,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}

