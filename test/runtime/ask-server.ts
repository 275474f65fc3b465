/**
 * A server in Perl for one client: `tls` or `plain`, the list that it gives at another port, and what it says when it is
 * connected to and then to each line that it hears, which is HEARD. A line ends in a line feed or, git's, in a NUL.
 */
export const server = `
use Socket; use IO::Handle; use IPC::Open2;
my ($in, $out, $tls, $data);
my ($kind, $list) = splice(@ARGV, 0, 2);
s/\\\\r/\\r/g, s/\\\\n/\\n/g for $list;
if ($kind eq 'tls') {
  my @command = qw(openssl s_server -quiet -naccept 1 -accept 2021 -cert /run/cert.pem -key /run/key.pem);
  $tls = open2($in, $out, @command);
} else {
  socket($data, PF_INET, SOCK_STREAM, 0); setsockopt($data, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($data, sockaddr_in(2022, INADDR_LOOPBACK)) or die; listen($data, 5);
  socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($s, sockaddr_in(2021, INADDR_LOOPBACK)) or die; listen($s, 5);
  accept($in, $s); $out = $in;
}
$out->autoflush(1);
my $heard;
for (@ARGV) {
  if (defined $heard) { $heard = ''; while (sysread($in, my $byte, 1)) { last if $byte =~ /[\\n\\0]/; $heard .= $byte } }
  $heard //= '';
  if (/^150 /) { accept(my $reader, $data); syswrite($reader, $list); close($reader) }
  s/HEARD/$heard/; s/\\\\r/\\r/g; s/\\\\n/\\n/g; print $out $_;
}
if ($tls) { select(undef, undef, undef, 0.3); kill 'TERM', $tls }
else { shutdown($in, 1); 1 while sysread($in, my $rest, 1000) }
`

/** In Perl, a socket at which one waits, and nobody takes him in. */
export const queue = `
use Socket;
my $at = shift; mkdir $at =~ s,/[^/]*$,,r;
socket(my $s, PF_UNIX, SOCK_STREAM, 0); bind($s, sockaddr_un($at)) or die; listen($s, 5);
socket(my $c, PF_UNIX, SOCK_STREAM, 0); connect($c, sockaddr_un($at)) or die;
open(my $done, '>', '/run/queued'); sleep 60;
`
