# Who may come to a test-bed, and the files that tell a client how.

# write_kubeconfigs: one for each user, and the two that must be refused.
write_kubeconfigs() {
    write_kubeconfig kubeconfig ca "$(by_certificate admin)"
    write_kubeconfig kubeconfig-viewer ca "$(by_certificate viewer)"
    write_kubeconfig kubeconfig-nobody ca "$(by_certificate nobody)"
    write_kubeconfig kubeconfig-token ca "token: $token"
    write_kubeconfig kubeconfig-wrong-token ca "token: wrong-$token"
    write_kubeconfig kubeconfig-expired ca "$(by_certificate expired)"
    write_kubeconfig kubeconfig-foreign-ca foreign-ca "$(by_certificate admin)"
    write_kubeconfig kubeconfig-controller-manager ca "$(by_certificate controller-manager)"
}

# by_certificate NAME: prints the user's part of a kubeconfig, the certificate inline.
by_certificate() {
    printf 'client-certificate-data: %s\n    client-key-data: %s' \
        "$(base64 -w 0 "$pki/$1.crt")" "$(base64 -w 0 "$pki/$1.key")"
}

# write_kubeconfig FILE AUTHORITY USER
write_kubeconfig() {
    cat >"$bed/$1" <<CONFIG
apiVersion: v1
kind: Config
clusters:
- name: testbed
  cluster:
    server: https://127.0.0.1:$api_port
    certificate-authority-data: $(base64 -w 0 "$pki/$2.crt")
users:
- name: testbed
  user:
    $3
contexts:
- name: testbed
  context:
    cluster: testbed
    user: testbed
current-context: testbed
CONFIG
}

# write_environment: DIR/env, for a shell to source.
write_environment() {
    local -A value=(
        [KUBECONFIG]=$bed/kubeconfig
        [RECONCILE_TESTBED]=$bed
        [RECONCILE_TESTBED_KUBECTL]=$programs/kubectl
        [RECONCILE_TESTBED_SCRIPT]=$testbed_script
        [RECONCILE_TESTBED_SERVER]=https://127.0.0.1:$api_port
        [RECONCILE_TESTBED_PORT]=$api_port
        [RECONCILE_TESTBED_ETCD_PORT]=$etcd_port
        [RECONCILE_TESTBED_CA]=$pki/ca.crt
        [RECONCILE_TESTBED_FOREIGN_CA]=$pki/foreign-ca.crt
        [RECONCILE_TESTBED_CERT]=$pki/admin.crt
        [RECONCILE_TESTBED_KEY]=$pki/admin.key
        [RECONCILE_TESTBED_EXPIRED_CERT]=$pki/expired.crt
        [RECONCILE_TESTBED_EXPIRED_KEY]=$pki/expired.key
        [RECONCILE_TESTBED_TOKEN]=$token
        [RECONCILE_TESTBED_AUDIT_LOG]=$bed/audit.log
    )
    local name
    for name in "${!value[@]}"; do
        printf 'export %s=%q\n' "$name" "${value[$name]}"
    done | sort >"$bed/env"
}

# grant_rights: `view` for viewer, `edit` for the token's user, nothing for nobody.
grant_rights() {
    grant viewer view
    grant token-user edit
}

# grant USER CLUSTER-ROLE: needs no discovery, so it takes one request.
grant() {
    printf '{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": {"name": "testbed-%s"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}' "$1" "$2" "$1" |
        kubectl create --raw /apis/rbac.authorization.k8s.io/v1/clusterrolebindings -f - >/dev/null
}

# kubectl ARGUMENT...: the test-bed's own one, as its administrator.
kubectl() {
    "$programs/kubectl" --kubeconfig "$bed/kubeconfig" --cache-dir "$bed/kubectl-cache" "$@" {lock_descriptor}>&-
}
