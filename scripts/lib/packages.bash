# Installs Debian packages, and only those that are missing.

# The services that the packages of our tests bring. The tests start their own copies on free ports,
# so the ones that a package would start by itself stay down.
declare -A package_service=(
    [etcd-server]=etcd [fcgiwrap]=fcgiwrap [nginx-light]=nginx [openssh-server]=ssh [postgresql]=postgresql
    [prometheus]=prometheus
    [rsync]=rsync
)

# missing_packages NAME...: prints those that are not installed, one a line. One dpkg-query, no root.
missing_packages() {
    local name installed
    # shellcheck disable=SC2016  # the ${} are dpkg-query's own
    installed=$'\n'$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)$'\n'
    for name in "$@"; do
        [[ $installed == *$'\n'"installed $name"$'\n'* ]] || printf '%s\n' "$name"
    done
}

# install_packages NAME...: installs what is missing; at once done if nothing is.
install_packages() {
    command -v dpkg-query >/dev/null ||
        cannot install "$*" "this is not a Debian system" "install the same libraries by your system's own means"
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    choose_root_command "${missing[*]}"
    printf 'installing %s\n' "${missing[*]}" >&2
    make_service_shims "${missing[@]}"
    apt_install "${missing[@]}" || {
        run_as_root apt-get -q update >&2 || true
        apt_install "${missing[@]}"
    } || cannot install "${missing[*]}" "apt-get failed, its words are above" \
        "check the network and the apt sources, then run '$0' again"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || cannot install "${missing[*]}" "apt-get left them out" "install them by hand"
}

# choose_root_command SUBJECT: sets `root_command`, empty for root itself.
choose_root_command() {
    root_command=()
    ((EUID != 0)) || return 0
    root_command=(sudo)
    if ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
        cannot install "$1" "only root may, and sudo is missing or wants a password" \
            "run '$0' as root, or install the packages by hand"
    fi
}

run_as_root() { "${root_command[@]}" env DEBIAN_FRONTEND=noninteractive "$@"; }

apt_install() {
    run_as_root apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o "DPkg::Path=$service_shims:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        install --no-install-recommends "$@" >&2
}

# make_service_shims PACKAGE...: a directory for the head of dpkg's path, whose commands refuse to start
# the services of these packages and hand everything else to the real ones. Unlike a policy-rc.d, it
# changes nothing on the machine, so nothing is left behind when this script is killed.
make_service_shims() {
    local name command denied=" "
    for name in "$@"; do
        [[ -z ${package_service[$name]-} ]] || denied+="${package_service[$name]} ${package_service[$name]}.service "
    done
    service_shims=$(mktemp -d)
    trap 'rm -rf "$service_shims"' EXIT
    chmod 755 "$service_shims"
    for command in invoke-rc.d deb-systemd-invoke; do
        cat >"$service_shims/$command" <<SHIM
#!/bin/sh
for word; do
    case "$denied" in *" \$word "*) exit 0 ;; esac
done
PATH=/usr/sbin:/usr/bin:/sbin:/bin exec $command "\$@"
SHIM
        chmod 755 "$service_shims/$command"
    done
}
