#!/usr/bin/env bash
# Makes the Debian package and the tarball of a program that is built: snowglobe_VERSION_amd64.deb and
# snowglobe-VERSION-linux-amd64.tar.gz. The same program gives the same bytes.
# usage: tools/package.sh BUILD_FOLDER OUT_FOLDER
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?usage: tools/package.sh BUILD_FOLDER OUT_FOLDER}" && pwd)
mkdir -p "${2:?usage: tools/package.sh BUILD_FOLDER OUT_FOLDER}"
out=$(cd "$2" && pwd)
export LC_ALL=C
umask 022

version=$("$build/snowglobe" version | cut -d' ' -f2)
# The package is written beside the folder that it is made from.
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
work=$top/source
mkdir "$work"
cp -r "$source/packaging/debian" "$work/"
sed "s/@VERSION@/$version/" "$work/debian/changelog.in" > "$work/debian/changelog"
rm "$work/debian/changelog.in"
cp "$source/packaging/snowglobe.logrotate" "$work/debian/snowglobe.logrotate"
cp "$source/docs/operations.md" "$work/"
python3 "$source/tools/man_page.py" "$build/snowglobe" > "$work/snowglobe.1"

SOURCE_DATE_EPOCH=$(cd "$work" && dpkg-parsechangelog -S Timestamp)
export SOURCE_DATE_EPOCH
(cd "$work" && SNOWGLOBE_BUILD=$build SNOWGLOBE_SOURCE=$source DEB_BUILD_OPTIONS=nocheck debian/rules binary) \
  > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mv "$top/snowglobe_${version}_amd64.deb" "$out/"

# The same files for who has no dpkg: unpacked anywhere, bin/snowglobe runs.
name=snowglobe-$version-linux-amd64
mkdir -p "$work/tar/$name/etc"
root=$work/debian/snowglobe
cp -r "$root/usr/bin" "$root/usr/lib" "$root/usr/share" "$work/tar/$name/"
cp "$source/packaging/snowglobe.conf" "$work/tar/$name/etc/"
rm -rf "$work/tar/$name/share/lintian"
tar -C "$work/tar" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
  gzip -n "-${SNOWGLOBE_PACK_LEVEL:-6}" > "$out/$name.tar.gz"
ls -l "$out/snowglobe_${version}_amd64.deb" "$out/$name.tar.gz"
