# What a test-bed is remembered by: a directory of records in the cache, named by a hash of the test-bed's own
# path, so that its processes are found and ended even when that path has been removed.
#
#   directory    the test-bed's path
#   owner        "PID STARTTIME" of the process it lives for, or "none"
#   temporary    there if the test-bed's directory goes with it
#   NAME.pid     "PID STARTTIME" of the server NAME
#   ports        shell assignments

records_folder=$cache/running
lock_descriptor=9 # what a program that may outlive this script must not inherit; 9 is closed anyway

# use_records DIR: sets `bed`, the absolute path, and `records`.
use_records() {
    bed=$(realpath -m -- "$1")
    local hash
    hash=$(printf '%s' "$bed" | sha256sum)
    records=$records_folder/${hash:0:16}
}

# locked DIR FUNCTION ARGUMENT...: runs it as the only one that changes this test-bed. A `lock_patience` of 0
# seconds leaves it be when another one does.
locked() {
    use_records "$1"
    mkdir -p "$records_folder"
    local lock
    while :; do
        exec {lock}>"$records.lock"
        if ! flock -w "${lock_patience-120}" "$lock"; then
            exec {lock}>&-
            [[ ${lock_patience-} == 0 ]] && return 0
            cannot lock "$bed" "another command has held it for two minutes" "end that command"
        fi
        # Whoever had it before may have ended the test-bed, and this file with it.
        [[ $records.lock -ef /proc/self/fd/$lock ]] && break
        exec {lock}>&-
    done
    lock_descriptor=$lock
    "${@:2}"
    exec {lock}>&-
}

# start_time PID: prints its start in clock ticks since boot; fails if it is gone or only waits to be reaped.
start_time() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra stat <<<"${stat##*) }" # the name before may hold spaces and brackets
    [[ ${stat[0]} != [ZX] ]] && printf '%s' "${stat[19]}"
}

# identity PID: prints "PID STARTTIME", which no later process shares.
identity() {
    local started
    started=$(start_time "$1") && printf '%s %s' "$1" "$started"
}

# is_alive IDENTITY
is_alive() {
    [[ -n $1 && $(identity "${1% *}") == "$1" ]]
}

# recorded NAME: prints the identity of this server, if it lives.
recorded() {
    local known
    { read -r known <"$records/$1.pid"; } 2>/dev/null || return 1
    is_alive "$known" && printf '%s' "$known"
}

# end_server NAME [SIGNAL]: ends it, and waits until it is gone.
end_server() {
    local known
    if known=$(recorded "$1"); then
        end_process "$known" "${2-KILL}" || cannot end "$1" "process ${known% *} is still there" "end it by hand"
    fi
    rm -f "$records/$1.pid"
}

# end_process IDENTITY SIGNAL: KILL follows after five seconds.
end_process() {
    local tries
    kill "-$2" "${1% *}" 2>/dev/null || true
    for ((tries = 0; tries < 500; tries++)); do
        is_alive "$1" || return 0
        ((tries != 250)) || kill -KILL "${1% *}" 2>/dev/null || true
        sleep 0.02
    done
    return 1
}

# sweep: ends the test-beds whose owner is gone, and the commands they were made for.
sweep() {
    local directory lock_patience=0
    for directory in "$records_folder"/*/directory; do
        [[ -f $directory ]] || continue
        locked "$(<"$directory")" stop_if_orphaned
    done
}

stop_if_orphaned() {
    [[ -f $records/owner ]] || return 0
    local owner
    owner=$(<"$records/owner")
    [[ $owner != none ]] && ! is_alive "$owner" || return 0
    end_command
    stop_for_good
}
