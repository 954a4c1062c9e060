#!/bin/bash
# Unpacks a current Asterisk 22 into <folder>/root and says its version. A second call finds it there and returns at once.
#
#     get-asterisk.sh <folder>
#
# It takes the packages of Debian's "sid" suite from the mirror that this machine's own apt uses.
# They are unpacked, not installed: no root rights, no container, nothing else on the machine changes.
set -euo pipefail

fail() { echo "get-asterisk.sh: $*" >&2; exit 1; }
home=${1:?which folder?}
root=$home/root
[ -e "$root/complete" ] && { echo "already there: $(cat "$root/complete")"; exit 0; }

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
for tool in apt-get dpkg-deb flock; do command -v "$tool" >/dev/null || fail "$tool is missing; this works on Debian only"; done
[ "$(dpkg --print-architecture)" = amd64 ] || fail "only written for amd64"
[ -r "$keyring" ] || fail "the package debian-archive-keyring is missing"

mkdir -p "$home"
exec 9>"$home/lock"
flock 9                                   # a second caller waits here for the first one ...
[ -e "$root/complete" ] && { echo "already there: $(cat "$root/complete")"; exit 0; }   # ... and finds its work

work=$(mktemp -d "$home/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,root}

# The mirror: the first one from which this machine gets its own release. (This only asks apt for its settings.)
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get update --print-uris -o Dir::State::lists="$work/lists" -o Debug::NoLocking=1 2>/dev/null |
  sed -n "s#^'\(.*\)/dists/$release/InRelease'.*#\1#p" | head -n 1)
[ -n "$mirror" ] || fail "found no Debian mirror in this machine's apt settings"
echo "deb [signed-by=$keyring target=Packages] $mirror sid main" >"$work/sources.list"

# Asterisk's package wants a great deal that our modules.conf never loads. We tell apt that it is installed already:
# 34 packages instead of 160. A name that is outdated here does no harm, its package is then simply fetched.
not_needed=(
  adduser base-passwd cdebconf debconf gnupg gpg gpgv passwd perl perl-base
  libcodec2-1.2 libcurl4t64 libglib2.0-0t64 libgmime-3.0-0t64 libgpgme45 libical3t64 libicu78 libiksemel3 libjack-jackd2-0
  libjwt2 libldap2 liblua5.1-0 libneon27t64 libodbc2 libogg0 libopencore-amrnb0 libopencore-amrwb0 libopus0 libopusenc0
  libopusfile0 libportaudio2 libpq5 libradcli4 libresample1 libsnmp-base libsnmp45 libspandsp2t64 libspeex1 libspeexdsp1
  libsybdb5 libunbound8 libvo-amrwbenc0 libvorbis0a libvorbisenc2 libvorbisfile3
)
for package in "${not_needed[@]}"; do
  printf '%s\n' "Package: $package" 'Status: install ok installed' 'Version: 99:99' 'Architecture: all' 'Multi-Arch: foreign' \
    'Maintainer: nobody' 'Description: not needed' ''
done >"$work/status"

apt=(apt-get -qq -y
  -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache"
  -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o Acquire::Retries=2
  -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=1)

if ! { "${apt[@]}" update && "${apt[@]}" --download-only install asterisk asterisk-config asterisk-core-sounds-en-gsm; } >"$work/log" 2>&1
then
  tail -n 8 "$work/log" >&2
  fail "the Asterisk packages cannot be had from this machine's Debian mirror just now (apt's last words are above)"
fi

for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done
ln -sfn en_US_f_Allison "$work/root/usr/share/asterisk/sounds/en"   # the packages make this link in a script that we do not run

version=$("$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
  "$work/root/usr/sbin/asterisk" -V) || fail "the unpacked Asterisk does not run here"
echo "$version" >"$work/root/complete"
rm -rf "$root" && mv "$work/root" "$root"
echo "unpacked: $version"
