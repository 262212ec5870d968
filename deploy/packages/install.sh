#!/usr/bin/env bash
# Installs the Debian packages of the given lists that are missing, and nothing else.
# usage: deploy/packages/install.sh build runtime test
#
# Debian starts nginx, PostgreSQL and Postfix when they are installed: a policy-rc.d that answers
# 101 prevents it for the time of the installation, and units that came with it are disabled, so
# that no service runs that did not run before. Services already on the machine are left alone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

provided() {  # a program from elsewhere is as good as Debian's package of the same name
    case $1 in
        nodejs) command -v node >/dev/null ;;
        npm) command -v npm >/dev/null ;;
        *) return 1 ;;
    esac
}

wanted=()
for list in "$@"; do
    while read -r package; do
        case $package in '' | '#'*) ;; *) wanted+=("$package") ;; esac
    done <"$here/$list.txt"
done
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
    awk '$2 == "installed" { print $1 }' || true)
missing=()
for package in "${wanted[@]}"; do
    grep -qxF "$package" <<<"$installed" || provided "$package" || missing+=("$package")
done
# An installation that was killed left its policy behind.
policy=${CONTRESEING_POLICY:-/usr/sbin/policy-rc.d}
kept=$policy.contreseing
ours='# Only while the packages of Contreseing are installed.'
left_behind() { [ -e "$kept" ] || grep -qsxF "$ours" "$policy"; }
[ ${#missing[@]} -gt 0 ] || left_behind || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    if [ ${#missing[@]} -eq 0 ]; then
        echo "An installation left $policy behind: as root, ./run gives back what was there." >&2
        exit 0
    fi
    echo "These Debian packages are missing and there is neither root nor sudo to install them:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

give_back() {
    if [ -e "$kept" ]; then
        "${as_root[@]}" mv -f "$kept" "$policy"
    elif grep -qsxF "$ours" "$policy"; then
        "${as_root[@]}" rm -f "$policy"
    fi
}
give_back
[ ${#missing[@]} -gt 0 ] || exit 0

units() { ls /lib/systemd/system 2>/dev/null | grep -E '^(nginx|postgresql|postfix).*\.service$' || true; }
before=$(units)
trap give_back EXIT
[ ! -e "$policy" ] || "${as_root[@]}" mv "$policy" "$kept"
printf '#!/bin/sh\n%s\nexit 101\n' "$ours" | "${as_root[@]}" tee "$policy" >/dev/null
"${as_root[@]}" chmod 755 "$policy"

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
log=$(mktemp)
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 "$@"; }
progress() {
    awk '/ newly installed/ { total = $3 }
        /^Get:/ && ++got % 25 == 0 { print "  " got " files downloaded" }
        /^Unpacking / && ++unpacked % 25 == 0 { print "  " unpacked " of " total " packages unpacked" }
        /^Setting up / && ++set_up % 25 == 0 { print "  " set_up " of " total " packages set up" }
        { fflush() }'
}
install_missing() { apt update -q && apt install -y -q --no-remove --no-install-recommends "${missing[@]}"; }
if ! install_missing 2>&1 | tee "$log" | progress; then
    tail -n 20 "$log" >&2
    echo "The installation failed; the whole log is in $log. Is this Debian 12 with a working apt?" >&2
    echo "Nothing is ever removed for it: a package in conflict (another mail server, for the tests)" >&2
    echo "must be removed by you first." >&2
    exit 1
fi
rm -f "$log"
if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    comm -13 <(sort <<<"$before") <(units | sort) | while read -r unit; do
        [ -n "$unit" ] && "${as_root[@]}" systemctl disable --quiet "$unit" || true
    done
fi
