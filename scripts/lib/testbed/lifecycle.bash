# The life of one test-bed, from start to stop.

# start [--owner PID] DIR
start() {
    local owner=none
    if [[ ${1-} == --owner ]]; then
        owner=$(identity "${2-}" 2>/dev/null) || cannot start "${3-}" "its owner, process ${2-}, is not there" "give a living one"
        shift 2
    fi
    wants 1 "--owner PID if you like, and one directory" "$@"
    build
    sweep
    locked "$1" start_bed "$owner"
}

# start_bed OWNER: until all is up it belongs to this script, so a start that is killed leaves nothing.
start_bed() {
    [[ -z $(recorded etcd) && -z $(recorded apiserver) ]] ||
        cannot start "$bed" "it runs already" "stop it first, or use it: its settings are in $bed/env"
    mkdir -p "$bed"
    [[ -f $bed/audit-policy.yaml || -z $(ls -A "$bed") ]] ||
        cannot start "$bed" "the directory holds something that is no test-bed" "name an empty or a new one"
    begin_records
    trap stop_for_good EXIT
    spawn watcher "$testbed_script" watch "$bed"
    token=$(openssl rand -hex 16)
    make_certificates
    start_servers
    grant_rights
    trap - EXIT
    printf '%s\n' "$1" >"$records/owner"
}

begin_records() {
    stop
    rm -f "$bed"/*.log "$bed"/*.log.old "$bed/env"
    mkdir -p "$records"
    printf '%s\n' "$bed" >"$records/directory"
    printf '%s\n' "$(identity $$)" >"$records/owner"
    [[ -z ${temporary-} ]] || : >"$records/temporary"
}

# stop: at once, since nothing of it is needed any more. Its logs stay, unless all of it is temporary.
stop() {
    local server
    for server in controller-manager apiserver etcd watcher; do
        if [[ $server == watcher ]] && [[ $(recorded watcher) == "$$ "* ]]; then continue; fi
        end_server "$server"
    done
    rm -rf "$bed/etcd"
    [[ ! -f $records/temporary ]] || rm -rf "$bed"
    rm -rf "$records"
}

# stop_for_good: with the lock too, so nothing at all is left but the logs.
stop_for_good() {
    stop
    rm -f "$records.lock"
}

# use_ports: sets what start chose, for the commands that change a running test-bed.
use_ports() {
    [[ -s $records/ports ]] || cannot "$command" "$bed" "no test-bed runs there" "start it first"
    # shellcheck source=/dev/null
    source "$records/ports"
    pki=$bed/pki
}

restart_apiserver() {
    use_ports
    end_server apiserver TERM
    start_apiserver || start_failed apiserver
}

# renew_certificate: in the order of a real rotation, clients first. The old authority signs the clients' still.
renew_certificate() {
    use_ports
    make_authority next-ca
    cat "$pki/next-ca.crt" >>"$pki/ca.crt"
    make_server_certificate next-ca
    write_kubeconfigs
    end_server controller-manager TERM # which reads its kubeconfig but once
    restart_apiserver
    start_controller_manager
}

stop_etcd() {
    use_ports
    end_server etcd TERM
}

restart_etcd() {
    use_ports
    ! recorded etcd >/dev/null || return 0
    start_etcd || start_failed etcd
}

# watch_owner DIR: ends the test-bed, and the command it was made for, soon after its owner is gone.
watch_owner() {
    use_records "$1"
    local owner idle
    exec {idle}<> <(:)
    while { read -r owner <"$records/owner"; } 2>/dev/null && [[ $owner != none ]]; do
        if ! is_alive "$owner"; then
            locked "$bed" stop_if_orphaned
            return
        fi
        read -r -t 0.25 -u "$idle" || true # sleeps, and forks nothing
    done
}

# apply_crds DIR FOLDER
apply_crds() {
    use_records "$1"
    use_ports
    local file
    local -a files=()
    for file in "$2"/*.{yaml,yml,json}; do
        [[ ! -f $file ]] || ! grep -q 'CustomResourceDefinition' "$file" || files+=(-f "$file")
    done
    ((${#files[@]})) || cannot apply "$2" "it holds no CustomResourceDefinition" "name the folder that does"
    # Neither validated nor applied by the server: newer rules than it knows, such as x-kubernetes-validations,
    # must be dropped and not refused.
    kubectl apply --validate=false "${files[@]}" &&
        kubectl wait --for condition=Established --timeout 60s "${files[@]}"
}
