// Made by scripts/generate.mjs from mirror.schema.json. Do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated
"use strict";
export const validate = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"mirror.schema.json","title":"MirrorInput","description":"mirror.yaml: one public mirror site and the hosts that serve it","type":"object","additionalProperties":false,"required":["version","site","domain","contact","modules","serve","hosts"],"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"version":{"description":"The version of this format.","type":"integer","const":1,"examples":[1]},"site":{"description":"Whose mirror this is. What mirrorc puts on a host is recorded under this name.","$ref":"#/definitions/name","examples":["athena-fra"]},"domain":{"description":"The name under which the mirror is reached.","$ref":"#/definitions/hostname","examples":["mirror.example.org"]},"contact":{"description":"Where upstreams and users reach you by e-mail.","$ref":"#/definitions/email","examples":["admin@example.org"]},"storage":{"$ref":"#/definitions/storage"},"modules":{"description":"One per tree that is mirrored. The name is the rsync module and the first part of the URL.","type":"object","minProperties":1,"maxProperties":2000,"propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/module"},"examples":[{"athena":{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}}]},"serve":{"description":"How the mirror is served.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"minProperties":1,"properties":{"http":{"$ref":"#/definitions/http"},"rsync":{"$ref":"#/definitions/rsync"}},"examples":[{"http":{},"rsync":{"max_connections":25}}]},"hosts":{"description":"The servers that carry this mirror, by a short name.","type":"object","minProperties":1,"maxProperties":100,"propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/host"},"examples":[{"fra1":{"address":"fra1.example.org","distro":"debian"}}]}},"definitions":{"name":{"description":"Small letters, digits, - and _; 1 to 64 characters; begins and ends with a letter or digit.","type":"string","pattern":"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},"hostname":{"description":"A full host name in small letters: mirror.example.org.","type":"string","pattern":"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},"email":{"description":"An e-mail address; its domain in small letters.","type":"string","pattern":"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},"path":{"description":"An absolute path of letters, digits and . _ + @ ~ -. No part begins with a dash or is . or .. and there is no slash at the end. At most 255 characters.","type":"string","pattern":"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},"user":{"description":"A Unix user name: small letters, digits, - and _; begins with a letter or _; at most 31 characters.","type":"string","pattern":"^[a-z_][a-z0-9_-]{0,30}$"},"port":{"description":"A TCP port.","type":"integer","minimum":1,"maximum":65535},"text":{"description":"One line of text, 1 to 200 characters, without % $ \\ \" ' ` and without space at either end.","type":"string","pattern":"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"},"upstream":{"description":"An rsync URL: rsync://HOST[:PORT]/MODULE[/PATH], at most 300 characters.","type":"string","pattern":"^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"},"interval":{"description":"A whole number with a unit: m (minutes), h (hours) or d (a day).","type":"string","pattern":"^[1-9][0-9]{0,3}[mhd]$"},"schedule":{"description":"Minute, hour, day of the month, month and day of the week (0 and 7 are Sunday), as numbers with * , - and / only.","type":"string","pattern":"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"},"address":{"description":"A host name, an IP address without brackets, or an ssh_config(5) alias.","type":"string","pattern":"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"},"fingerprint":{"description":"The SHA256 fingerprint of an SSH host key, as ssh-keygen -l prints it.","type":"string","pattern":"^SHA256:[A-Za-z0-9+/]{43}$"},"storage":{"description":"Where the mirrored trees are, and who owns them.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"root":{"description":"The directory that holds the modules. It is also the root of the web site.","$ref":"#/definitions/path","default":"/srv/mirrors","examples":["/srv/mirrors"]},"user":{"description":"The unprivileged system user that syncs and owns the trees. Made when it is not there.","$ref":"#/definitions/user","default":"mirror","examples":["rsyncuser"]}},"examples":[{"root":"/srv/mirrors","user":"rsyncuser"}]},"module":{"description":"One mirrored tree, under the name that users see.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["upstream"],"properties":{"upstream":{"description":"Where the tree is pulled from: rsync://HOST[:PORT]/MODULE[/PATH]. Its contents come to lie in the module's directory.","$ref":"#/definitions/upstream","examples":["rsync://hub.athenaos.org/athena"]},"comment":{"description":"What users see beside the module's name in the rsync listing.","$ref":"#/definitions/text","examples":["The Athena Hub"]},"every":{"description":"How often to sync. Must divide an hour (5m, 6m, 10m, 12m, 15m, 20m, 30m) or a day (1h, 2h, 3h, 4h, 6h, 8h, 12h, 24h, 1d). The minute is chosen by a hash of domain, host and module, so that mirrors do not all call at once.","$ref":"#/definitions/interval","examples":["1h","30m"],"default":"6h"},"schedule":{"description":"Instead of every: the five time fields of crontab(5), in the host's time zone.","$ref":"#/definitions/schedule","examples":["17 */4 * * *"]},"path":{"description":"Where the tree lies. Default: the module's name below storage.root. A tree elsewhere is still served over HTTP under the name of the module, and not listed at the top.","$ref":"#/definitions/path","examples":["/srv/mirrors/athena"]},"kind":{"description":"What is mirrored: debian is an archive as Debian and Ubuntu have it, which is synced in two stages, index files last.","enum":["plain","debian"],"default":"plain","examples":["debian"]},"freshness":{"description":"The file that the upstream changes with its tree. While it is as at the last successful sync, only it is fetched; the whole tree is looked at once a day. Without one every sync lists the whole tree.","$ref":"#/definitions/subpath","examples":["lastupdate","project/trace/master"]},"refresh":{"description":"Files to fetch also when the freshness file has not changed: those that say when the upstream was last seen.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/definitions/subpath"},"examples":[["lastsync"]]},"max_delete":{"description":"How many files and directories one sync may delete. More is held back until somebody looks: mirror-sync --ack.","type":"integer","minimum":0,"maximum":10000000,"default":4000,"examples":[20000]},"max_delete_percent":{"description":"How much of the tree, in percent, one sync may delete. Ten deletions are always allowed, unless max_delete is less.","type":"integer","minimum":1,"maximum":100,"default":25,"examples":[50]},"verify":{"description":"By which lists in the tree it is checked after a sync that it is whole: sha256sums (SHA256SUMS, *.sha256), pacman (*.db), debian (InRelease and what it names).","type":"array","minItems":1,"maxItems":3,"items":{"enum":["sha256sums","pacman","debian"]},"examples":[["sha256sums"]]},"exclude":{"description":"What is left out of the tree.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/exclude"},"examples":[["/debug/","*.iso"]]},"bandwidth_kib":{"description":"How fast to pull at most, in KiB a second.","type":"integer","minimum":1,"maximum":100000000,"examples":[10000]}},"examples":[{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}]},"http":{"description":"Serve the trees over plain HTTP with nginx.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port nginx listens on.","$ref":"#/definitions/port","default":80,"examples":[80]}},"examples":[{}]},"rsync":{"description":"Serve the trees with an rsync daemon.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port the daemon listens on.","$ref":"#/definitions/port","default":873,"examples":[873]},"max_connections":{"description":"How many clients each module serves at once.","type":"integer","minimum":1,"maximum":10000,"default":25,"examples":[25]}},"examples":[{"max_connections":25}]},"host":{"description":"One server, under a short name for use on the command line.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["address","distro"],"properties":{"address":{"description":"The host name, address or ssh_config(5) alias that ssh connects to.","$ref":"#/definitions/address","examples":["fra1.example.org","203.0.113.7","2001:db8::7"]},"port":{"description":"The SSH port. Default: what ssh_config says, else 22.","$ref":"#/definitions/port","examples":[22]},"user":{"description":"The SSH login: root, or a user who may run everything with sudo. Default: what ssh_config says.","$ref":"#/definitions/user","examples":["root"]},"transport":{"description":"Who speaks SSH: openssh is the system's own ssh program, ssh2 a library in mirrorc. Default: ssh2, unless your ssh_config needs what only ssh can do: certificates, FIDO keys, ProxyCommand, post-quantum key exchange alone.","type":"string","enum":["openssh","ssh2"],"examples":["openssh"]},"host_key":{"description":"The fingerprint of the host's SSH key. With it, known_hosts is not asked.","$ref":"#/definitions/fingerprint","examples":["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"]},"distro":{"description":"The distribution. Asserted on the host, never guessed.","type":"string","enum":["arch","debian","ubuntu"],"examples":["debian"]},"release":{"description":"The release of the distribution, in quotes: 12 or 13 for debian; 22.04, 24.04 or 26.04 for ubuntu; rolling for arch. Default: the newest that this mirrorc knows.","type":"string","examples":["12"]},"domain":{"description":"The name of the mirror on this host, when it differs from the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"ipv6":{"description":"false for a host that has no IPv6 at all: nginx then listens on IPv4 only.","type":"boolean","default":true,"examples":[true]},"storage":{"$ref":"#/definitions/storage"},"modules":{"description":"The modules that this host carries. Default: all.","type":"array","minItems":1,"items":{"$ref":"#/definitions/name"},"examples":[["athena"]]}},"examples":[{"address":"fra1.example.org","distro":"debian","release":"12"}]},"subpath":{"description":"A path below the upstream: letters, digits and . _ + @ ~ -. No part is . or .. or begins with a dash.","type":"string","pattern":"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},"exclude":{"description":"A pattern of rsync(1) for what is left out: letters, digits and . _ + @ ~ - / * ?; one that begins with a slash is from the top of the tree.","type":"string","pattern":"^[A-Za-z0-9._+@~/*?-]{1,255}$"}}};
const schema12 = {"description":"Small letters, digits, - and _; 1 to 64 characters; begins and ends with a letter or digit.","type":"string","pattern":"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"};
const schema13 = {"description":"A full host name in small letters: mirror.example.org.","type":"string","pattern":"^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"};
const schema14 = {"description":"An e-mail address; its domain in small letters.","type":"string","pattern":"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"};
const pattern0 = new RegExp("^x-", "u");
const pattern1 = new RegExp("^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$", "u");
const pattern2 = new RegExp("^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$", "u");
const pattern3 = new RegExp("^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$", "u");
const schema15 = {"description":"Where the mirrored trees are, and who owns them.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"root":{"description":"The directory that holds the modules. It is also the root of the web site.","$ref":"#/definitions/path","default":"/srv/mirrors","examples":["/srv/mirrors"]},"user":{"description":"The unprivileged system user that syncs and owns the trees. Made when it is not there.","$ref":"#/definitions/user","default":"mirror","examples":["rsyncuser"]}},"examples":[{"root":"/srv/mirrors","user":"rsyncuser"}]};
const schema16 = {"description":"An absolute path of letters, digits and . _ + @ ~ -. No part begins with a dash or is . or .. and there is no slash at the end. At most 255 characters.","type":"string","pattern":"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"};
const schema17 = {"description":"A Unix user name: small letters, digits, - and _; begins with a letter or _; at most 31 characters.","type":"string","pattern":"^[a-z_][a-z0-9_-]{0,30}$"};
const pattern5 = new RegExp("^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$", "u");
const pattern6 = new RegExp("^[a-z_][a-z0-9_-]{0,30}$", "u");

function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "root") || (key0 === "user")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema15,data};
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
if(!pattern5.test(data0)){
const err1 = {instancePath:instancePath+"/root",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema16,data:data0};
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
const err2 = {instancePath:instancePath+"/root",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.type,parentSchema:schema16,data:data0};
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
if(!pattern6.test(data1)){
const err3 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/pattern",keyword:"pattern",params:{pattern: "^[a-z_][a-z0-9_-]{0,30}$"},message:"must match pattern \""+"^[a-z_][a-z0-9_-]{0,30}$"+"\"",schema:"^[a-z_][a-z0-9_-]{0,30}$",parentSchema:schema17,data:data1};
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
const err4 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.type,parentSchema:schema17,data:data1};
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
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema15.type,parentSchema:schema15,data};
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

const schema19 = {"description":"One mirrored tree, under the name that users see.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["upstream"],"properties":{"upstream":{"description":"Where the tree is pulled from: rsync://HOST[:PORT]/MODULE[/PATH]. Its contents come to lie in the module's directory.","$ref":"#/definitions/upstream","examples":["rsync://hub.athenaos.org/athena"]},"comment":{"description":"What users see beside the module's name in the rsync listing.","$ref":"#/definitions/text","examples":["The Athena Hub"]},"every":{"description":"How often to sync. Must divide an hour (5m, 6m, 10m, 12m, 15m, 20m, 30m) or a day (1h, 2h, 3h, 4h, 6h, 8h, 12h, 24h, 1d). The minute is chosen by a hash of domain, host and module, so that mirrors do not all call at once.","$ref":"#/definitions/interval","examples":["1h","30m"],"default":"6h"},"schedule":{"description":"Instead of every: the five time fields of crontab(5), in the host's time zone.","$ref":"#/definitions/schedule","examples":["17 */4 * * *"]},"path":{"description":"Where the tree lies. Default: the module's name below storage.root. A tree elsewhere is still served over HTTP under the name of the module, and not listed at the top.","$ref":"#/definitions/path","examples":["/srv/mirrors/athena"]},"kind":{"description":"What is mirrored: debian is an archive as Debian and Ubuntu have it, which is synced in two stages, index files last.","enum":["plain","debian"],"default":"plain","examples":["debian"]},"freshness":{"description":"The file that the upstream changes with its tree. While it is as at the last successful sync, only it is fetched; the whole tree is looked at once a day. Without one every sync lists the whole tree.","$ref":"#/definitions/subpath","examples":["lastupdate","project/trace/master"]},"refresh":{"description":"Files to fetch also when the freshness file has not changed: those that say when the upstream was last seen.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/definitions/subpath"},"examples":[["lastsync"]]},"max_delete":{"description":"How many files and directories one sync may delete. More is held back until somebody looks: mirror-sync --ack.","type":"integer","minimum":0,"maximum":10000000,"default":4000,"examples":[20000]},"max_delete_percent":{"description":"How much of the tree, in percent, one sync may delete. Ten deletions are always allowed, unless max_delete is less.","type":"integer","minimum":1,"maximum":100,"default":25,"examples":[50]},"verify":{"description":"By which lists in the tree it is checked after a sync that it is whole: sha256sums (SHA256SUMS, *.sha256), pacman (*.db), debian (InRelease and what it names).","type":"array","minItems":1,"maxItems":3,"items":{"enum":["sha256sums","pacman","debian"]},"examples":[["sha256sums"]]},"exclude":{"description":"What is left out of the tree.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/exclude"},"examples":[["/debug/","*.iso"]]},"bandwidth_kib":{"description":"How fast to pull at most, in KiB a second.","type":"integer","minimum":1,"maximum":100000000,"examples":[10000]}},"examples":[{"upstream":"rsync://hub.athenaos.org/athena","every":"1h"}]};
const schema20 = {"description":"An rsync URL: rsync://HOST[:PORT]/MODULE[/PATH], at most 300 characters.","type":"string","pattern":"^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"};
const schema21 = {"description":"One line of text, 1 to 200 characters, without % $ \\ \" ' ` and without space at either end.","type":"string","pattern":"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"};
const schema22 = {"description":"A whole number with a unit: m (minutes), h (hours) or d (a day).","type":"string","pattern":"^[1-9][0-9]{0,3}[mhd]$"};
const schema23 = {"description":"Minute, hour, day of the month, month and day of the week (0 and 7 are Sunday), as numbers with * , - and / only.","type":"string","pattern":"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"};
const schema25 = {"description":"A path below the upstream: letters, digits and . _ + @ ~ -. No part is . or .. or begins with a dash.","type":"string","pattern":"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"};
const schema27 = {"description":"A pattern of rsync(1) for what is left out: letters, digits and . _ + @ ~ - / * ?; one that begins with a slash is from the top of the tree.","type":"string","pattern":"^[A-Za-z0-9._+@~/*?-]{1,255}$"};
const func2 = Object.prototype.hasOwnProperty;
const pattern9 = new RegExp("^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$", "u");
const pattern10 = new RegExp("^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$", "u");
const pattern11 = new RegExp("^[1-9][0-9]{0,3}[mhd]$", "u");
const pattern12 = new RegExp("^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$", "u");
const pattern14 = new RegExp("^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$", "u");
const pattern16 = new RegExp("^[A-Za-z0-9._+@~/*?-]{1,255}$", "u");

function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.upstream === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "upstream"},message:"must have required property '"+"upstream"+"'",schema:schema19.required,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((func2.call(schema19.properties, key0)) || (pattern0.test(key0)))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema19,data};
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
if(!pattern9.test(data0)){
const err2 = {instancePath:instancePath+"/upstream",schemaPath:"#/definitions/upstream/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"},message:"must match pattern \""+"^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$"+"\"",schema:"^(?=.{1,300}$)rsync://(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})+/?$",parentSchema:schema20,data:data0};
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
const err3 = {instancePath:instancePath+"/upstream",schemaPath:"#/definitions/upstream/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema20.type,parentSchema:schema20,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.comment !== undefined){
let data1 = data.comment;
if(typeof data1 === "string"){
if(!pattern10.test(data1)){
const err4 = {instancePath:instancePath+"/comment",schemaPath:"#/definitions/text/pattern",keyword:"pattern",params:{pattern: "^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"},message:"must match pattern \""+"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$"+"\"",schema:"^[^%$\\\\\"'`\\p{C}\\p{Z}](?:(?:[^%$\\\\\"'`\\p{C}\\p{Z}]| ){0,198}[^%$\\\\\"'`\\p{C}\\p{Z}])?$",parentSchema:schema21,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/comment",schemaPath:"#/definitions/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema21.type,parentSchema:schema21,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.every !== undefined){
let data2 = data.every;
if(typeof data2 === "string"){
if(!pattern11.test(data2)){
const err6 = {instancePath:instancePath+"/every",schemaPath:"#/definitions/interval/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[mhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}[mhd]$"+"\"",schema:"^[1-9][0-9]{0,3}[mhd]$",parentSchema:schema22,data:data2};
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
const err7 = {instancePath:instancePath+"/every",schemaPath:"#/definitions/interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema22.type,parentSchema:schema22,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.schedule !== undefined){
let data3 = data.schedule;
if(typeof data3 === "string"){
if(!pattern12.test(data3)){
const err8 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/schedule/pattern",keyword:"pattern",params:{pattern: "^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"},message:"must match pattern \""+"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$"+"\"",schema:"^ *[0-9*,/-]+(?: +[0-9*,/-]+){4} *$",parentSchema:schema23,data:data3};
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
const err9 = {instancePath:instancePath+"/schedule",schemaPath:"#/definitions/schedule/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.type,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.path !== undefined){
let data4 = data.path;
if(typeof data4 === "string"){
if(!pattern5.test(data4)){
const err10 = {instancePath:instancePath+"/path",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"},message:"must match pattern \""+"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$"+"\"",schema:"^(?=.{2,255}$)/[A-Za-z0-9][A-Za-z0-9._+@~-]{0,254}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]{0,254})*$",parentSchema:schema16,data:data4};
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
const err11 = {instancePath:instancePath+"/path",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.type,parentSchema:schema16,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.kind !== undefined){
let data5 = data.kind;
if(!((data5 === "plain") || (data5 === "debian"))){
const err12 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema19.properties.kind.enum},message:"must be equal to one of the allowed values",schema:schema19.properties.kind.enum,parentSchema:schema19.properties.kind,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.freshness !== undefined){
let data6 = data.freshness;
if(typeof data6 === "string"){
if(!pattern14.test(data6)){
const err13 = {instancePath:instancePath+"/freshness",schemaPath:"#/definitions/subpath/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},message:"must match pattern \""+"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"+"\"",schema:"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$",parentSchema:schema25,data:data6};
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
const err14 = {instancePath:instancePath+"/freshness",schemaPath:"#/definitions/subpath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema25.type,parentSchema:schema25,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.refresh !== undefined){
let data7 = data.refresh;
if(Array.isArray(data7)){
if(data7.length > 20){
const err15 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema19.properties.refresh,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data7.length < 1){
const err16 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.refresh,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(typeof data8 === "string"){
if(!pattern14.test(data8)){
const err17 = {instancePath:instancePath+"/refresh/" + i0,schemaPath:"#/definitions/subpath/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"},message:"must match pattern \""+"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$"+"\"",schema:"^(?=.{1,255}$)(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)*$",parentSchema:schema25,data:data8};
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
const err18 = {instancePath:instancePath+"/refresh/" + i0,schemaPath:"#/definitions/subpath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema25.type,parentSchema:schema25,data:data8};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/refresh",schemaPath:"#/properties/refresh/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.refresh.type,parentSchema:schema19.properties.refresh,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.max_delete !== undefined){
let data9 = data.max_delete;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err20 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema19.properties.max_delete.type,parentSchema:schema19.properties.max_delete,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 10000000 || isNaN(data9)){
const err21 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000000},message:"must be <= 10000000",schema:10000000,parentSchema:schema19.properties.max_delete,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data9 < 0 || isNaN(data9)){
const err22 = {instancePath:instancePath+"/max_delete",schemaPath:"#/properties/max_delete/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema19.properties.max_delete,data:data9};
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
if(data.max_delete_percent !== undefined){
let data10 = data.max_delete_percent;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err23 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema19.properties.max_delete_percent.type,parentSchema:schema19.properties.max_delete_percent,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 100 || isNaN(data10)){
const err24 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema19.properties.max_delete_percent,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data10 < 1 || isNaN(data10)){
const err25 = {instancePath:instancePath+"/max_delete_percent",schemaPath:"#/properties/max_delete_percent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema19.properties.max_delete_percent,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data.verify !== undefined){
let data11 = data.verify;
if(Array.isArray(data11)){
if(data11.length > 3){
const err26 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema19.properties.verify,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data11.length < 1){
const err27 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.verify,data:data11};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
if(!(((data12 === "sha256sums") || (data12 === "pacman")) || (data12 === "debian"))){
const err28 = {instancePath:instancePath+"/verify/" + i1,schemaPath:"#/properties/verify/items/enum",keyword:"enum",params:{allowedValues: schema19.properties.verify.items.enum},message:"must be equal to one of the allowed values",schema:schema19.properties.verify.items.enum,parentSchema:schema19.properties.verify.items,data:data12};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/verify",schemaPath:"#/properties/verify/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.verify.type,parentSchema:schema19.properties.verify,data:data11};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.exclude !== undefined){
let data13 = data.exclude;
if(Array.isArray(data13)){
if(data13.length > 100){
const err30 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/maxItems",keyword:"maxItems",params:{limit: 100},message:"must NOT have more than 100 items",schema:100,parentSchema:schema19.properties.exclude,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data13.length < 1){
const err31 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.exclude,data:data13};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
const len2 = data13.length;
for(let i2=0; i2<len2; i2++){
let data14 = data13[i2];
if(typeof data14 === "string"){
if(!pattern16.test(data14)){
const err32 = {instancePath:instancePath+"/exclude/" + i2,schemaPath:"#/definitions/exclude/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._+@~/*?-]{1,255}$"},message:"must match pattern \""+"^[A-Za-z0-9._+@~/*?-]{1,255}$"+"\"",schema:"^[A-Za-z0-9._+@~/*?-]{1,255}$",parentSchema:schema27,data:data14};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/exclude/" + i2,schemaPath:"#/definitions/exclude/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema27.type,parentSchema:schema27,data:data14};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.exclude.type,parentSchema:schema19.properties.exclude,data:data13};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.bandwidth_kib !== undefined){
let data15 = data.bandwidth_kib;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err35 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema19.properties.bandwidth_kib.type,parentSchema:schema19.properties.bandwidth_kib,data:data15};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 100000000 || isNaN(data15)){
const err36 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000000},message:"must be <= 100000000",schema:100000000,parentSchema:schema19.properties.bandwidth_kib,data:data15};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data15 < 1 || isNaN(data15)){
const err37 = {instancePath:instancePath+"/bandwidth_kib",schemaPath:"#/properties/bandwidth_kib/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema19.properties.bandwidth_kib,data:data15};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
else {
const err38 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema19.type,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
validate13.errors = vErrors;
return errors === 0;
}

const schema28 = {"description":"Serve the trees over plain HTTP with nginx.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port nginx listens on.","$ref":"#/definitions/port","default":80,"examples":[80]}},"examples":[{}]};
const schema29 = {"description":"A TCP port.","type":"integer","minimum":1,"maximum":65535};

function validate15(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "port") || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema28,data};
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
const err1 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema29.type,parentSchema:schema29,data:data0};
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
const err2 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema29,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema29,data:data0};
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
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema28.type,parentSchema:schema28,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate15.errors = vErrors;
return errors === 0;
}

const schema30 = {"description":"Serve the trees with an rsync daemon.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"properties":{"port":{"description":"The port the daemon listens on.","$ref":"#/definitions/port","default":873,"examples":[873]},"max_connections":{"description":"How many clients each module serves at once.","type":"integer","minimum":1,"maximum":10000,"default":25,"examples":[25]}},"examples":[{"max_connections":25}]};

function validate17(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "port") || (key0 === "max_connections")) || (pattern0.test(key0)))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema30,data};
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
const err1 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema29.type,parentSchema:schema29,data:data0};
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
const err2 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema29,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema29,data:data0};
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
const err4 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema30.properties.max_connections.type,parentSchema:schema30.properties.max_connections,data:data1};
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
const err5 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema30.properties.max_connections,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/max_connections",schemaPath:"#/properties/max_connections/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema30.properties.max_connections,data:data1};
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
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema30.type,parentSchema:schema30,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate17.errors = vErrors;
return errors === 0;
}

const schema33 = {"description":"One server, under a short name for use on the command line.","type":"object","additionalProperties":false,"patternProperties":{"^x-":{"description":"Yours: mirrorc does not read keys that begin with x-"}},"required":["address","distro"],"properties":{"address":{"description":"The host name, address or ssh_config(5) alias that ssh connects to.","$ref":"#/definitions/address","examples":["fra1.example.org","203.0.113.7","2001:db8::7"]},"port":{"description":"The SSH port. Default: what ssh_config says, else 22.","$ref":"#/definitions/port","examples":[22]},"user":{"description":"The SSH login: root, or a user who may run everything with sudo. Default: what ssh_config says.","$ref":"#/definitions/user","examples":["root"]},"transport":{"description":"Who speaks SSH: openssh is the system's own ssh program, ssh2 a library in mirrorc. Default: ssh2, unless your ssh_config needs what only ssh can do: certificates, FIDO keys, ProxyCommand, post-quantum key exchange alone.","type":"string","enum":["openssh","ssh2"],"examples":["openssh"]},"host_key":{"description":"The fingerprint of the host's SSH key. With it, known_hosts is not asked.","$ref":"#/definitions/fingerprint","examples":["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"]},"distro":{"description":"The distribution. Asserted on the host, never guessed.","type":"string","enum":["arch","debian","ubuntu"],"examples":["debian"]},"release":{"description":"The release of the distribution, in quotes: 12 or 13 for debian; 22.04, 24.04 or 26.04 for ubuntu; rolling for arch. Default: the newest that this mirrorc knows.","type":"string","examples":["12"]},"domain":{"description":"The name of the mirror on this host, when it differs from the site's.","$ref":"#/definitions/hostname","examples":["fra1.mirror.example.org"]},"ipv6":{"description":"false for a host that has no IPv6 at all: nginx then listens on IPv4 only.","type":"boolean","default":true,"examples":[true]},"storage":{"$ref":"#/definitions/storage"},"modules":{"description":"The modules that this host carries. Default: all.","type":"array","minItems":1,"items":{"$ref":"#/definitions/name"},"examples":[["athena"]]}},"examples":[{"address":"fra1.example.org","distro":"debian","release":"12"}]};
const schema34 = {"description":"A host name, an IP address without brackets, or an ssh_config(5) alias.","type":"string","pattern":"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"};
const schema37 = {"description":"The SHA256 fingerprint of an SSH host key, as ssh-keygen -l prints it.","type":"string","pattern":"^SHA256:[A-Za-z0-9+/]{43}$"};
const pattern22 = new RegExp("^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$", "u");
const pattern24 = new RegExp("^SHA256:[A-Za-z0-9+/]{43}$", "u");

function validate19(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.address === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.distro === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "distro"},message:"must have required property '"+"distro"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((func2.call(schema33.properties, key0)) || (pattern0.test(key0)))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema33,data};
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
if(!pattern22.test(data0)){
const err3 = {instancePath:instancePath+"/address",schemaPath:"#/definitions/address/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"},message:"must match pattern \""+"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$"+"\"",schema:"^[A-Za-z0-9:](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9:])?$",parentSchema:schema34,data:data0};
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
const err4 = {instancePath:instancePath+"/address",schemaPath:"#/definitions/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.type,parentSchema:schema34,data:data0};
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
const err5 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema29.type,parentSchema:schema29,data:data1};
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
const err6 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema29,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err7 = {instancePath:instancePath+"/port",schemaPath:"#/definitions/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema29,data:data1};
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
if(!pattern6.test(data2)){
const err8 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/pattern",keyword:"pattern",params:{pattern: "^[a-z_][a-z0-9_-]{0,30}$"},message:"must match pattern \""+"^[a-z_][a-z0-9_-]{0,30}$"+"\"",schema:"^[a-z_][a-z0-9_-]{0,30}$",parentSchema:schema17,data:data2};
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
const err9 = {instancePath:instancePath+"/user",schemaPath:"#/definitions/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.type,parentSchema:schema17,data:data2};
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
const err10 = {instancePath:instancePath+"/transport",schemaPath:"#/properties/transport/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.transport.type,parentSchema:schema33.properties.transport,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!((data3 === "openssh") || (data3 === "ssh2"))){
const err11 = {instancePath:instancePath+"/transport",schemaPath:"#/properties/transport/enum",keyword:"enum",params:{allowedValues: schema33.properties.transport.enum},message:"must be equal to one of the allowed values",schema:schema33.properties.transport.enum,parentSchema:schema33.properties.transport,data:data3};
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
if(!pattern24.test(data4)){
const err12 = {instancePath:instancePath+"/host_key",schemaPath:"#/definitions/fingerprint/pattern",keyword:"pattern",params:{pattern: "^SHA256:[A-Za-z0-9+/]{43}$"},message:"must match pattern \""+"^SHA256:[A-Za-z0-9+/]{43}$"+"\"",schema:"^SHA256:[A-Za-z0-9+/]{43}$",parentSchema:schema37,data:data4};
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
const err13 = {instancePath:instancePath+"/host_key",schemaPath:"#/definitions/fingerprint/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data4};
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
const err14 = {instancePath:instancePath+"/distro",schemaPath:"#/properties/distro/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.distro.type,parentSchema:schema33.properties.distro,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!(((data5 === "arch") || (data5 === "debian")) || (data5 === "ubuntu"))){
const err15 = {instancePath:instancePath+"/distro",schemaPath:"#/properties/distro/enum",keyword:"enum",params:{allowedValues: schema33.properties.distro.enum},message:"must be equal to one of the allowed values",schema:schema33.properties.distro.enum,parentSchema:schema33.properties.distro,data:data5};
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
const err16 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.release.type,parentSchema:schema33.properties.release,data:data6};
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
if(data.ipv6 !== undefined){
let data8 = data.ipv6;
if(typeof data8 !== "boolean"){
const err19 = {instancePath:instancePath+"/ipv6",schemaPath:"#/properties/ipv6/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema33.properties.ipv6.type,parentSchema:schema33.properties.ipv6,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
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
if(data.modules !== undefined){
let data10 = data.modules;
if(Array.isArray(data10)){
if(data10.length < 1){
const err20 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema33.properties.modules,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
const len0 = data10.length;
for(let i0=0; i0<len0; i0++){
let data11 = data10[i0];
if(typeof data11 === "string"){
if(!pattern1.test(data11)){
const err21 = {instancePath:instancePath+"/modules/" + i0,schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:data11};
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
const err22 = {instancePath:instancePath+"/modules/" + i0,schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:data11};
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
const err23 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.modules.type,parentSchema:schema33.properties.modules,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate19.errors = vErrors;
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
if(!(((((((((key0 === "version") || (key0 === "site")) || (key0 === "domain")) || (key0 === "contact")) || (key0 === "storage")) || (key0 === "modules")) || (key0 === "serve")) || (key0 === "hosts")) || (pattern0.test(key0)))){
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
if(data.contact !== undefined){
let data3 = data.contact;
if(typeof data3 === "string"){
if(!pattern3.test(data3)){
const err14 = {instancePath:instancePath+"/contact",schemaPath:"#/definitions/email/pattern",keyword:"pattern",params:{pattern: "^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"},message:"must match pattern \""+"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$"+"\"",schema:"^(?!.*\\.\\.)[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$",parentSchema:schema14,data:data3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/contact",schemaPath:"#/definitions/email/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.type,parentSchema:schema14,data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
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
if(data.modules !== undefined){
let data5 = data.modules;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(Object.keys(data5).length > 2000){
const err16 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/maxProperties",keyword:"maxProperties",params:{limit: 2000},message:"must NOT have more than 2000 properties",schema:2000,parentSchema:schema11.properties.modules,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(Object.keys(data5).length < 1){
const err17 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.modules,data:data5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key1 in data5){
const _errs16 = errors;
if(typeof key1 === "string"){
if(!pattern1.test(key1)){
const err18 = {instancePath:instancePath+"/modules",schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/modules",schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
var valid4 = _errs16 === errors;
if(!valid4){
const err20 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema11.properties.modules.propertyNames,parentSchema:schema11.properties.modules,data:data5};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
for(const key2 in data5){
if(!(validate13(data5[key2], {instancePath:instancePath+"/modules/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data5,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate13.errors : (vErrors.push(...validate13.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.modules.type,parentSchema:schema11.properties.modules,data:data5};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.serve !== undefined){
let data7 = data.serve;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(Object.keys(data7).length < 1){
const err22 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.serve,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
for(const key3 in data7){
if(!(((key3 === "http") || (key3 === "rsync")) || (pattern0.test(key3)))){
const err23 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.serve,data:data7};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data7.http !== undefined){
if(!(validate15(data7.http, {instancePath:instancePath+"/serve/http",parentData:data7,parentDataProperty:"http",rootData}))){
vErrors = vErrors === null ? validate15.errors : (vErrors.push(...validate15.errors), vErrors);
errors = vErrors.length;
}
}
if(data7.rsync !== undefined){
if(!(validate17(data7.rsync, {instancePath:instancePath+"/serve/rsync",parentData:data7,parentDataProperty:"rsync",rootData}))){
vErrors = vErrors === null ? validate17.errors : (vErrors.push(...validate17.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err24 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.serve.type,parentSchema:schema11.properties.serve,data:data7};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.hosts !== undefined){
let data10 = data.hosts;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(Object.keys(data10).length > 100){
const err25 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/maxProperties",keyword:"maxProperties",params:{limit: 100},message:"must NOT have more than 100 properties",schema:100,parentSchema:schema11.properties.hosts,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(Object.keys(data10).length < 1){
const err26 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.hosts,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
for(const key4 in data10){
const _errs28 = errors;
if(typeof key4 === "string"){
if(!pattern1.test(key4)){
const err27 = {instancePath:instancePath+"/hosts",schemaPath:"#/definitions/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$",parentSchema:schema12,data:key4,propertyName:key4};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/hosts",schemaPath:"#/definitions/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema12.type,parentSchema:schema12,data:key4,propertyName:key4};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
var valid8 = _errs28 === errors;
if(!valid8){
const err29 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/propertyNames",keyword:"propertyNames",params:{propertyName: key4},message:"property name must be valid",schema:schema11.properties.hosts.propertyNames,parentSchema:schema11.properties.hosts,data:data10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
for(const key5 in data10){
if(!(validate19(data10[key5], {instancePath:instancePath+"/hosts/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data10,parentDataProperty:key5,rootData}))){
vErrors = vErrors === null ? validate19.errors : (vErrors.push(...validate19.errors), vErrors);
errors = vErrors.length;
}
}
}
else {
const err30 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.hosts.type,parentSchema:schema11.properties.hosts,data:data10};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.type,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}

