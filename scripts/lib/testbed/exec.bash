# Runs a command with a test-bed that lives exactly as long.

# execute [--] COMMAND...
execute() {
    [[ ${1-} != -- ]] || shift
    (($#)) || usage_error "'exec' needs a command"
    build
    sweep
    local temporary=yes status=0
    locked "$(mktemp -d -t reconcile-testbed.XXXXXX)" start_bed "$(identity $$)"
    run_command "$@" || status=$?
    end_command
    locked "$bed" stop_for_good
    exit "$status"
}

# run_command COMMAND...: in the background, so that this script can pass a signal on while it runs, but with the
# standard input and the signals of one in the foreground. It is marked, for end_command.
run_command() {
    local child input status
    # shellcheck source=/dev/null
    source "$bed/env"
    exec {input}<&0
    RECONCILE_TESTBED_RUN=$records setpriv --pdeathsig TERM env --default-signal=INT,QUIT "$@" \
        <&"$input" {input}<&- &
    child=$!
    trap 'kill -TERM "$child"' TERM HUP
    trap : INT # the terminal tells the command itself
    while :; do
        status=0
        wait "$child" || status=$?
        kill -0 "$child" 2>/dev/null || break # else a signal ended the wait
    done
    trap - TERM HUP INT
    exec {input}<&-
    return "$status"
}

# end_command: ends what run_command started and everything that came of it, known by their environment.
end_command() {
    local signal pid
    for signal in TERM KILL; do
        for pid in $(marked_processes); do
            kill "-$signal" "$pid" 2>/dev/null || true
        done
        [[ -n $(marked_processes) ]] || return 0
        sleep 0.5
    done
}

marked_processes() {
    grep -lzsxF "RECONCILE_TESTBED_RUN=$records" /proc/[0-9]*/environ | tr -dc '0-9\n' || true
}
