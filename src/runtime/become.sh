# shellcheck shell=sh
# Becomes root where the login is somebody else. Writes nothing, asks nobody, and looks at no prompt.

# become NONCE. The next line of the input is the program of the root shell, which goes on reading the input.
# Answers with one line, NONCE and a word: root, refused, no-sudo, or password: then the input goes on with a line
# `password` and one that is it, or ends.
# What sudo says goes to stderr, the last call of it below a line with the nonce.
become() {
  nonce=$1
  LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  IFS= read -r program || return
  # A pipe of our own: what sshd gives may be a socket, and that cannot be opened a second time.
  cat | become_root
}

# sudo never sees the input itself: it would take what follows a wrong password for the next try, and sudo-rs reads
# whole blocks. It is given one line at most, and the root shell opens the input anew.
become_root() {
  read -r reader _ </proc/self/stat
  # dash(1) redirects its own fd 0 while a command with a redirection runs: the shell has to keep it elsewhere.
  exec 3<&0
  # shellcheck disable=SC2016
  program='exec </proc/$1/fd/3 && cd / && printf "\n%s root\n" "$2" && shift 2 || exit; '$program
  if [ "$(id -u)" = 0 ]; then
    exec /bin/sh -c "$program" sh "$reader" "$nonce"
  fi
  if ! command -v sudo >/dev/null; then
    printf '\n%s no-sudo\n' "$nonce"
    return
  fi
  sudo -n -- /bin/sh -c "$program" sh "$reader" "$nonce" </dev/null
  # sudo(8): 1 says that it refused; anything else is how the root shell ended.
  [ $? = 1 ] || return
  printf '\n%s password\n' "$nonce"
  # Without one, sudo would count an attempt that nobody made.
  IFS= read -r answer && [ "$answer" = password ] || return
  printf '\n%s sudo\n' "$nonce" >&2
  {
    IFS= read -r password && printf '%s\n' "$password"
  } | sudo -k -S -p '' -- /bin/sh -c "$program" sh "$reader" "$nonce" || printf '\n%s refused\n' "$nonce"
}
