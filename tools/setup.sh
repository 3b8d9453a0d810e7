#!/usr/bin/env bash
# Installs what is missing to build, to test, to lint or to try the image; on a machine that has it all, does nothing.
# usage: tools/setup.sh build|package|test|lint|fuzz|image
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?usage: tools/setup.sh build|package|test|lint|fuzz|image}

build_packages=(gcc g++ cmake ninja-build ccache lemon re2c libmicrohttpd-dev libgnutls28-dev libcurl4-gnutls-dev
  libarchive-dev zlib1g-dev libbz2-dev libzstd-dev libbrotli-dev libxxhash-dev libgeos-dev libicu-dev libcmocka-dev
  pkg-config python3 python3-venv ca-certificates)
package_packages=(debhelper dpkg-dev)
test_packages=("${package_packages[@]}" curl openssl chromium fonts-dejavu-core logrotate lintian systemd docker-compose man-db groff)
lint_packages=(clang-format cppcheck)
fuzz_packages=(clang libclang-rt-dev)
image_packages=(debootstrap podman podman-compose crun netavark aardvark-dns catatonit iptables iproute2)

# One stamp for each set, named for all it was made from: a second run ends here.
inputs=(tools/setup.sh tools/fetch_deps.py tools/requirements-fetch.lock deps.lock web/package-lock.json)
[ "$what" = test ] && inputs+=(tests/requirements-*.lock tests/clients/node/package-lock.json
  tests/clients/go/go.sum tests/clients/go/version2.sum tests/clients/go/toolchain.lock
  tests/clients/jdbc/jars.lock)
stamp=deps/.setup-$what-$(cat "${inputs[@]}" | sha256sum | cut -c1-16)
[ -e "$stamp" ] && exit 0
mkdir -p deps
exec 9>deps/.setup.lock
flock 9

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "setup: please run as root: $*" >&2; exit 1
  fi
}

install_missing() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "setup: installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# A Python environment holding exactly what its lock file names.
make_venv() {
  local lock=$1 venv=$2 key
  key=$(sha256sum "$lock" | cut -c1-64)
  [ -e "$venv/.installed" ] && [ "$(cat "$venv/.installed")" = "$key" ] && return
  echo "setup: making $venv"
  rm -rf "$venv"
  /usr/bin/python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  echo "$key" > "$venv/.installed"
}

# Packages, exactly as the lock file of a folder names them, by the Node and npm of deps.lock.
install_node_packages() {
  local from=$1 to=$2 deps=$PWD/deps key
  key=$(cat "$from/package.json" "$from/package-lock.json" | sha256sum | cut -c1-64)
  [ -e "$to/.installed" ] && [ "$(cat "$to/.installed")" = "$key" ] && return
  echo "setup: making $to"
  mkdir -p "$to"
  rm -f "$to/.installed"
  cp "$from/package.json" "$from/package-lock.json" "$to/"
  (cd "$to" && "$deps/nodejs/bin/node" "$deps/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --silent)
  echo "$key" > "$to/.installed"
}

# The Go toolchain of toolchain.lock and the modules of go.sum; any older Go of the system fetches the toolchain.
install_go_driver() {
  local from=tests/clients/go to=$PWD/deps/go key version sum found tool
  key=$({ cat "$from"/*.mod "$from"/*.sum "$from/toolchain.lock"; declare -f install_go_driver; } | sha256sum | cut -c1-64)
  [ -e "$to/.installed" ] && [ "$(cat "$to/.installed")" = "$key" ] && return
  echo "setup: making deps/go"
  mkdir -p "$to"
  rm -f "$to/.installed"
  export GOMODCACHE=$to/mod GOCACHE=$to/build GOPATH=$to GOFLAGS=-modcacherw GOTOOLCHAIN=local
  read -r version sum < "$from/toolchain.lock"
  found=$(cd "$to" && go mod download -json "golang.org/toolchain@$version" |
    /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["Sum"])')
  [ "$found" = "$sum" ] || { echo "setup: golang.org/toolchain@$version is $found, not $sum" >&2; exit 1; }
  tool=mod/golang.org/toolchain@$version
  find "$to/$tool/bin" "$to/$tool/pkg/tool" -type f -exec chmod +x {} +
  ln -sfn "$tool/bin/go" "$to/go"
  (cd "$from" && "$to/go" mod download && "$to/go" mod download -modfile=version2.mod)
  # What the drivers' own tests need; the drivers' go.sum checks it.
  for driver in "$to"/mod/github.com/snowflakedb/gosnowflake{@*,/v2@*}; do
    (cd "$driver" && "$to/go" mod download)
  done
  echo "$key" > "$to/.installed"
}

# The jars of tests/clients/jdbc/jars.lock, each checked.
install_jdbc_driver() {
  local lock=$PWD/tests/clients/jdbc/jars.lock to=$PWD/deps/jdbc key artifact hash name version
  key=$(sha256sum "$lock" | cut -c1-64)
  [ -e "$to/.installed" ] && [ "$(cat "$to/.installed")" = "$key" ] && return
  echo "setup: making deps/jdbc"
  rm -rf "$to"
  mkdir -p "$to"
  while read -r artifact hash; do
    mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$to/maven" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="$artifact" -DoutputDirectory="$to" </dev/null
    IFS=: read -r _ name version <<< "$artifact"
    (cd "$to" && echo "$hash  $name-$version.jar" | sha256sum -c --quiet)
  done < "$lock"
  rm -rf "$to/maven"
  echo "$key" > "$to/.installed"
}

command -v dpkg >/dev/null || { echo "setup: Debian is needed (dpkg not found)" >&2; exit 1; }
case $what in
build | package | test | fuzz)
  command -v npm >/dev/null || build_packages+=(npm)
  [ "$what" = test ] && build_packages+=("${test_packages[@]}")
  [ "$what" = package ] && build_packages+=("${package_packages[@]}")
  [ "$what" != test ] || command -v javac >/dev/null || build_packages+=(openjdk-17-jdk-headless)
  [ "$what" != test ] || command -v mvn >/dev/null || build_packages+=(maven)
  [ "$what" != test ] || command -v go >/dev/null || build_packages+=(golang-go)
  [ "$what" = fuzz ] && build_packages+=("${fuzz_packages[@]}")
  install_missing "${build_packages[@]}"
  /usr/bin/python3 tools/fetch_deps.py "$([ "$what" = test ] && echo test || echo build)"
  install_node_packages web deps/web
  if [ "$what" = test ]; then
    for lock in tests/requirements-*.lock; do
      name=${lock##*/requirements-}
      make_venv "$lock" "deps/venv-${name%.lock}"
    done
    install_node_packages tests/clients/node deps/node
    install_go_driver
    install_jdbc_driver
  fi
  ;;
lint) install_missing "${lint_packages[@]}" ;;
image) install_missing "${image_packages[@]}" ;;
*) echo "usage: tools/setup.sh build|package|test|lint|fuzz|image" >&2; exit 2 ;;
esac
rm -f "deps/.setup-$what-"*
touch "$stamp"
