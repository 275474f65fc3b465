# Lists of what a tree has. What is concluded from one that found no room on the disk is wrong, and mostly that all is
# well: whoever writes one asks whether all of it was written.

# False, with the reason.
lose_list() {
  result=unfit
  message="a list in $scratch could not be written: is its disk full?"
  return 1
}

# Everything but directories and what is unfinished, one path to a line; nothing below a name that has a line break.
list_tree() {
  walk_tree "$1" -name '.~tmp~' -prune -o -name "*$newline*" -prune -o ! -type d -print | sort
}

# The same, `INODE PATH`, and what is unfinished too.
list_files() {
  walk_tree "$1" -name "*$newline*" -prune -o ! -type d -printf '%i %p\n' | sort
}

# After a power cut nothing shall say that a tree is whole which never came to its disk. sync(1): all of a file system.
flush_disk() {
  if sync -f "$1"; then return 0; fi
  result=unfit
  message="what came could not be written to the disk of $1"
  return 1
}
