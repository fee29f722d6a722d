# Builds kube-apiserver, kube-controller-manager and kubectl from Debian's source package, once.

upstream_version=1.20.2
recipe=2 # raised when the way of building changes, so that older results are not taken for it
built_commands=(kube-apiserver kube-controller-manager kubectl)
# Where Debian keeps the source of the one dependency that is exchanged.
reflect2=/usr/share/gocode/src/github.com/modern-go/reflect2
needed_kilobytes=3500000 # of disk while building; seen: 1.9 GB

cache=${RECONCILE_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/reconcile-testbed}
[[ $cache == /* ]] || cache=$PWD/$cache
# A link to the directory of the result, which is named by the source package's whole version.
programs=$cache/kubernetes-$upstream_version-r$recipe-$HOSTTYPE

# build: leaves the programs at $programs. One run at a time; a killed one is gone on with.
build() {
    ! is_built || return 0
    mkdir -p "$cache"
    local lock
    exec {lock}>"$cache/build.lock"
    flock -n "$lock" || {
        printf 'another run builds the test-bed; waiting for it\n' >&2
        flock "$lock"
    }
    is_built || build_from_source
    exec {lock}>&-
}

is_built() { [[ -x $programs/kubectl ]]; }

build_from_source() {
    local began=$SECONDS work=$cache/build-$upstream_version-r$recipe
    check_builder
    mkdir -p "$work"
    printf 'building kube-apiserver %s, once, in %s (five minutes on two cores)\n' "$upstream_version" "$work" >&2
    [[ -d $work/source ]] || fetch_source "$work"
    run_make "$work" >"$work/make.log" 2>&1 || {
        tail -n 30 "$work/make.log" >&2
        cannot build "kubernetes $upstream_version" "its make failed, the end of $work/make.log is above" \
            "read that log, and remove $work to begin anew"
    }
    keep_programs "$work"
    printf 'built in %d s\n' $((SECONDS - began)) >&2
}

check_builder() {
    local tool free
    PATH=/usr/lib/go/bin:$PATH # Debian's Go before any other: this source needs an old one
    for tool in apt-get dpkg-source etcd flock go jq make openssl rsync; do
        command -v "$tool" >/dev/null ||
            cannot build "kubernetes $upstream_version" "$tool is not installed" "run scripts/install-test-deps"
    done
    [[ -f $reflect2/go_above_118.go ]] ||
        cannot build "kubernetes $upstream_version" "$reflect2 is not installed" "run scripts/install-test-deps"
    free=$(df --output=avail "$cache" | tail -n 1)
    ((free > needed_kilobytes)) ||
        cannot build "kubernetes $upstream_version" "$((free / 1000)) MB are free at $cache" \
            "free $((needed_kilobytes / 1000)) MB, or set RECONCILE_CACHE to a directory that has them"
}

# fetch_source WORK: leaves the patched source at WORK/source, and its version at WORK/version.
fetch_source() {
    local work=$1 found
    rm -rf "$work/sources" "$work/unpacked"
    mkdir -p "$work/sources" "$work/lists/partial" "$work/apt-cache/archives/partial"
    write_source_entries "$work/sources"
    write_apt_settings "$work" >"$work/apt.conf"
    # An update that fails for one source may still have brought the one that counts: the next step tells.
    apt-get -q -c "$work/apt.conf" update >"$work/apt.log" 2>&1 || true
    found=$(apt-cache -q -c "$work/apt.conf" showsrc --only-source kubernetes 2>>"$work/apt.log" |
        sed -n "s/^Version: \(.*$upstream_version-.*\)/\1/p" | sort -V | tail -n 1)
    [[ -n $found ]] || cannot fetch "kubernetes $upstream_version" \
        "no apt source of this machine has it as a source package: $(grep -m 1 '^[EW]:' "$work/apt.log" || echo none failed)" \
        "check the network; Debian 12's main archive has it"
    (cd "$work" && apt-get -q -c "$work/apt.conf" source --download-only "kubernetes=$found") >>"$work/apt.log" 2>&1 || {
        tail -n 5 "$work/apt.log" >&2
        cannot fetch "kubernetes $found" "apt-get source failed, its words are above" "check the network and run again"
    }
    dpkg-source -x "$work/kubernetes_${found#*:}.dsc" "$work/unpacked" >>"$work/apt.log" 2>&1 ||
        cannot unpack "kubernetes $found" "$(tail -n 1 "$work/apt.log")" "remove $work and run again"
    exchange_reflect2 "$work/unpacked/vendor/github.com/modern-go"
    printf '%s\n' "$found" >"$work/version"
    mv -T "$work/unpacked" "$work/source"
}

# write_apt_settings WORK: lists and a cache of our own, so that nothing of the machine's is touched and no
# root is needed; its proxies and keys stay in force. apt checks what it fetches by the archive's signature.
write_apt_settings() {
    cat <<SETTINGS
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$1/sources";
Dir::State::lists "$1/lists";
Dir::Cache "$1/apt-cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
SETTINGS
}

# exchange_reflect2 FOLDER: the reflect2 1.0.1 in this source calls the Go runtime as it was before Go 1.18. Built
# with 1.19, the API server dies of a fault (mapiterinit) as soon as it indents an object with a map in it, as it
# does for curl; 1.0.2 repairs that.
exchange_reflect2() {
    rm -rf "$1/reflect2"
    cp -rL "$reflect2" "$1/reflect2"
}

# write_source_entries FOLDER: the machine's apt sources once more, each as one of source packages.
write_source_entries() {
    local folder=$1 list parts file
    eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
    for file in "$list" "$parts"/*.list; do
        [[ ! -f $file ]] || sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" >"$folder/${file##*/}"
    done
    for file in "$parts"/*.sources; do
        [[ ! -f $file ]] || sed 's/^[Tt]ypes:.*/Types: deb-src/' "$file" >"$folder/${file##*/}"
    done
}

# run_make WORK: the package's own make, as its debian/rules calls it. Without the cloud providers and
# Docker, it takes three quarters of the time. make keeps Go's cache in the tree, so a killed run is resumed.
run_make() {
    local work=$1
    mkdir -p "$work/home" "$work/source/.go/src/k8s.io"
    ln -sfn ../../.. "$work/source/.go/src/k8s.io/kubernetes"
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -C "$work/source" HOME="$work/home" TMPDIR="$work/home" \
        GOPATH="$work/source/.go" GOFLAGS=-tags=providerless,dockerless CGO_ENABLED=0 \
        make WHAT="${built_commands[*]/#/cmd/}"
}

# keep_programs WORK: moves the programs to their place at once, and the rest away.
keep_programs() {
    local work=$1 result
    result=$cache/kubernetes-$(<"$work/version")-r$recipe-$HOSTTYPE
    rm -rf "$result" "$work/result"
    mkdir "$work/result"
    cp "${built_commands[@]/#/$work/source/_output/bin/}" "$work/result/"
    mv -T "$work/result" "$result"
    ln -sfn "${result##*/}" "$programs.new"
    mv -T "$programs.new" "$programs"
    rm -rf "$work"
}
