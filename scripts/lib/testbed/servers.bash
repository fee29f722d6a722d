# Starts etcd, kube-apiserver and kube-controller-manager, and waits until they answer.

# spawn NAME COMMAND...: starts a server in a session of its own, its words in DIR/NAME.log. It writes its own
# record before it becomes the server, so there is no moment at which it runs unrecorded.
spawn() {
    local name=$1 program
    shift
    # shellcheck disable=SC2016  # expanded by the shell that is started
    program='read -r stat </proc/$$/stat; read -ra stat <<<"${stat##*) }"
        printf "%s %s\n" $$ "${stat[19]}" >"$1"; shift; exec "$@"'
    rm -f "$records/$name.pid"
    [[ ! -f $bed/$name.log ]] || mv "$bed/$name.log" "$bed/$name.log.old"
    env -i HOME="$bed" PATH="$PATH" RECONCILE_CACHE="$cache" setsid bash -c "$program" "$name" "$records/$name.pid" "$@" \
        </dev/null >"$bed/$name.log" 2>&1 {lock_descriptor}>&- &
    disown
    until [[ -s $records/$name.pid ]]; do sleep 0.005; done
}

# await SERVER SECONDS CHECK...: polls until the check succeeds; 1 if the server ends before, 2 if time runs out.
await() {
    local server=$1 end=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        recorded "$server" >/dev/null || return 1
        ((SECONDS < end)) || return 2
        sleep 0.05
    done
}

# start_failed NAME: ends the script with what the server said last.
start_failed() {
    tail -n 20 "$bed/$1.log" >&2
    cannot start "$1" "it ended or was not ready in time, the end of $bed/$1.log is above" \
        "look there for the first error, and start anew"
}

lost_its_port() { grep -qs 'address already in use' "$bed/$1.log"; }

# start_servers: on ports that were free a moment ago; on others if someone else was quicker.
start_servers() {
    local attempt
    for attempt in 1 2 3 4 5; do
        choose_ports
        write_kubeconfigs
        start_etcd && start_apiserver && break
        ((attempt < 5)) || cannot start "$bed" "five pairs of ports were taken before they could be used" "try again"
        end_server apiserver
        end_server etcd
        rm -rf "$bed/etcd"
    done
    start_controller_manager
    write_environment
}

choose_ports() {
    api_port=$(free_port)
    etcd_port=$(free_port)
    until [[ $etcd_port != "$api_port" ]]; do etcd_port=$(free_port); done
    printf 'api_port=%s etcd_port=%s token=%s\n' "$api_port" "$etcd_port" "$token" >"$records/ports"
}

# free_port: below those that the kernel gives to clients.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s' "$port"
}

# start_etcd: 1 if its port was taken. Clients must show a certificate of this test-bed, so an API server
# that finds another test-bed's etcd at its port gets nowhere. The peer port is any: it has no peers. Nothing
# here need survive a crash of the machine, so it never waits for the disk.
start_etcd() {
    spawn etcd etcd --name testbed --logger zap --data-dir "$bed/etcd" \
        --listen-client-urls "https://127.0.0.1:$etcd_port" --advertise-client-urls "https://127.0.0.1:$etcd_port" \
        --listen-peer-urls http://127.0.0.1:0 --initial-advertise-peer-urls http://127.0.0.1:0 \
        --initial-cluster testbed=http://127.0.0.1:0 --unsafe-no-fsync --heartbeat-interval 20 --election-timeout 200 \
        --client-cert-auth --trusted-ca-file "$pki/ca.crt" --cert-file "$pki/etcd.crt" --key-file "$pki/etcd.key"
    await etcd 30 grep -q 'serving client' "$bed/etcd.log" || {
        lost_its_port etcd && return 1
        start_failed etcd
    }
}

# start_apiserver: 1 if its port was taken.
start_apiserver() {
    printf '%s,token-user,token-user\n' "$token" >"$pki/tokens.csv"
    write_audit_policy >"$bed/audit-policy.yaml"
    spawn apiserver "$programs/kube-apiserver" --bind-address 127.0.0.1 --secure-port "$api_port" --insecure-port 0 \
        --advertise-address 127.0.0.1 --endpoint-reconciler-type none --external-hostname localhost \
        --service-cluster-ip-range 10.0.0.0/16 --allow-privileged --cert-dir "$pki" \
        --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
        --client-ca-file "$pki/ca.crt" --token-auth-file "$pki/tokens.csv" \
        --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
        --etcd-servers "https://127.0.0.1:$etcd_port" --etcd-cafile "$pki/ca.crt" \
        --etcd-certfile "$pki/etcd.crt" --etcd-keyfile "$pki/etcd.key" \
        --service-account-issuer https://kubernetes.default.svc \
        --service-account-key-file "$pki/service-account.key" \
        --service-account-signing-key-file "$pki/service-account.key" \
        --audit-policy-file "$bed/audit-policy.yaml" --audit-log-path "$bed/audit.log"
    await apiserver 60 kubectl get --raw /readyz --request-timeout 2s || {
        lost_its_port apiserver && return 1
        start_failed apiserver
    }
}

# start_controller_manager: ready once it has done what every client may rely on: the service account that
# pods run as, and the rules gathered into the roles `view` and `edit`.
start_controller_manager() {
    local view=/apis/rbac.authorization.k8s.io/v1/clusterroles/view
    spawn controller-manager "$programs/kube-controller-manager" --kubeconfig "$bed/kubeconfig-controller-manager" \
        --leader-elect=false --port 0 --secure-port 0 --flex-volume-plugin-dir "$bed/volume-plugins" \
        --service-account-private-key-file "$pki/service-account.key" --root-ca-file "$pki/ca.crt" \
        --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key" \
        --service-cluster-ip-range 10.0.0.0/16
    await controller-manager 60 kubectl get --raw /api/v1/namespaces/default/serviceaccounts/default ||
        start_failed controller-manager
    await controller-manager 60 eval "kubectl get --raw $view | grep configmaps" || start_failed controller-manager
}

# write_audit_policy: one line for each request that is not the control plane's own.
write_audit_policy() {
    cat <<'POLICY'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  users: ["system:apiserver", "system:kube-controller-manager"]
- level: None
  nonResourceURLs: ["/readyz*", "/livez*", "/healthz*"]
- level: Metadata
POLICY
}
