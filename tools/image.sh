#!/usr/bin/env bash
# Builds the image of the Dockerfile with podman, on a Debian from scratch that stands for debian:bookworm-slim, and one
# with systemd for the service; runs a command that finds them (`podman run snowglobe`, `snowglobe-service`) in a network
# of its own, where every port is free.
# usage: tools/image.sh FOLDER COMMAND...
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "${1:?usage: tools/image.sh FOLDER COMMAND...}/ccache"
folder=$(cd "$1" && pwd)
shift

# The rest sees mounts of its own; crun refuses a machine with both kinds of control groups.
if [ -z "${SNOWGLOBE_IMAGE_INSIDE:-}" ]; then
  SNOWGLOBE_IMAGE_INSIDE=1 exec unshare --mount "$0" "$folder" "$@"
fi
unset SNOWGLOBE_IMAGE_INSIDE
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

# Images and containers of this folder alone. The limits are low ones: raising them may not be allowed.
cat > "$folder/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$folder/storage"
runroot = "/run/snowglobe-image"
END
cat > "$folder/containers.conf" <<END
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "$folder/networks"
END
export CONTAINERS_STORAGE_CONF=$folder/storage.conf CONTAINERS_CONF=$folder/containers.conf

# What the slim image has besides: nothing is kept of what apt fetches, no pages of documentation. And what this machine
# trusts, where a proxy of its own stands before the registries.
make_base() {
  local root=$folder/base variables=() name
  rm -rf "$root"
  debootstrap --variant=minbase bookworm "$root" > "$folder/debootstrap.log" || { cat "$folder/debootstrap.log" >&2; return 1; }
  cat > "$root/etc/apt/apt.conf.d/docker-clean" <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
END
  printf 'path-exclude %s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' > "$root/etc/dpkg/dpkg.cfg.d/docker"
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
  cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
  for name in SSL_CERT_FILE REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS; do
    [ -z "${!name:-}" ] || variables+=(-c "ENV=$name=${!name}")
  done
  tar -C "$root" -c . | podman import "${variables[@]}" - docker.io/library/debian:bookworm-slim
  rm -rf "$root"
}

podman image exists debian:bookworm-slim || make_base
build() {
  podman build --pull-never --network host --format docker -v "$folder/ccache:/root/.cache/ccache" "$@" . > "$folder/build.log" 2>&1 ||
    { tail -50 "$folder/build.log" >&2; return 1; }
}
build --target build -t snowglobe-build
build -t snowglobe
build -f tests/image/service.Dockerfile -t snowglobe-service
podman image prune --force > /dev/null
exec unshare --net sh -c 'ip link set lo up && exec "$@"' image "$@"
