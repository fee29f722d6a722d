# Keys and certificates of one test-bed, at $bed/pki. Elliptic keys, since those are made at once.

# make_certificates: an authority, the servers' certificates, and one for each user.
make_certificates() {
    pki=$bed/pki
    rm -rf "$pki"
    mkdir -p "$pki"
    make_authority ca
    make_authority foreign-ca # signed nothing here: what a client with the wrong CA has
    make_server_certificate ca
    make_certificate etcd /CN=etcd serverAuth,clientAuth "IP:127.0.0.1"
    make_certificate admin /O=system:masters/CN=testbed-admin clientAuth
    make_certificate controller-manager /O=system:masters/CN=system:kube-controller-manager clientAuth
    make_certificate viewer /CN=viewer clientAuth
    make_certificate nobody /CN=nobody clientAuth
    make_certificate expired /O=system:masters/CN=testbed-expired clientAuth "" \
        -startdate 20200101000000Z -enddate 20200102000000Z
    make_key "$pki/service-account.key"
}

# make_server_certificate AUTHORITY
make_server_certificate() {
    authority=$1 make_certificate apiserver /CN=kube-apiserver serverAuth \
        "IP:127.0.0.1,IP:::1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
}

make_key() { run_openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

run_openssl() {
    openssl "$@" >>"$bed/openssl.log" 2>&1 ||
        cannot make "$pki" "openssl $1: $(tail -n 1 "$bed/openssl.log")" "read $bed/openssl.log"
}

# make_authority NAME
make_authority() {
    make_key "$pki/$1.key"
    run_openssl req -x509 -new -key "$pki/$1.key" -subj "/CN=reconcile-testbed-$1" -days 3650 -out "$pki/$1.crt" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# make_certificate NAME SUBJECT USAGES [ALTERNATIVE-NAMES [DATES...]]: signed by `ca`, or by $authority, for ten years if nothing
# else is said. `openssl ca` and not `x509`, because only that one can sign what has expired already.
make_certificate() {
    local name=$1 subject=$2 usages=$3 names=${4-}
    local -a dates=(-days 3650)
    (($# < 5)) || dates=("${@:5}")
    make_key "$pki/$name.key"
    : >"$pki/index.txt"
    {
        printf '[ca]\ndefault_ca = testbed\n[testbed]\ndatabase = %s/index.txt\nrand_serial = yes\n' "$pki"
        printf 'new_certs_dir = %s\ndefault_md = sha256\npolicy = any\nunique_subject = no\n' "$pki"
        printf 'x509_extensions = leaf\n[any]\norganizationName = optional\ncommonName = supplied\n'
        printf '[req]\ndistinguished_name = name\n[name]\n'
        printf '[leaf]\nkeyUsage = digitalSignature\nextendedKeyUsage = %s\n' "$usages"
        [[ -z $names ]] || printf 'subjectAltName = %s\n' "$names"
    } >"$pki/openssl.conf"
    run_openssl req -new -config "$pki/openssl.conf" -key "$pki/$name.key" -subj "$subject" -out "$pki/$name.csr"
    run_openssl ca -batch -notext -config "$pki/openssl.conf" "${dates[@]}" \
        -cert "$pki/${authority-ca}.crt" -keyfile "$pki/${authority-ca}.key" \
        -in "$pki/$name.csr" -out "$pki/$name.crt"
    rm -f "$pki/$name.csr"
}
