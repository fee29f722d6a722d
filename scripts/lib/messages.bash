# The project's one form of error message, for its scripts.

# cannot STEP SUBJECT DETAIL HINT: prints the message and ends the script with 1.
cannot() {
    printf "cannot %s '%s': %s (hint: %s)\n" "$1" "$2" "$3" "$4" >&2
    exit 1
}

# usage_error MESSAGE: the caller named something that does not exist; ends the script with 2.
usage_error() {
    printf "%s (hint: run '%s help')\n" "$1" "$0" >&2
    exit 2
}
