# shellcheck shell=sh
# What the login shell is told to run: a shell that collects lines and evaluates them at a marker, so that a
# connection that is cut in the middle of a program runs nothing of it. One line without single quotes, a
# doubled backslash or an exclamation mark: it is put between single quotes for bash, dash, fish and csh alike.
N=$(printf "\nx"); N=${N%x}; B=; while IFS= read -r L; do case $L in --mirrorc-run) eval "$B"; B=;; *) B=$B$L$N;; esac; done
