# shellcheck shell=sh disable=SC2154
# For ./run and ./test: find a Python, build a virtual environment from a lock file, keep it while nothing changed.
# The caller sets $root, the folder of the project.

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
PYTHONUTF8=1
export PATH PYTHONUTF8
# A path or a package from the caller's shell would shadow what the lock file names.
unset PYTHONPATH PYTHONHOME
# Without its cache every process that starts would compile the project anew, which takes seconds.
unset PYTHONDONTWRITEBYTECODE

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

find_python() { # prints the first Python that is new enough
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# build_environment FOLDER LOCK: FOLDER/bin/python has exactly the packages of LOCK. The stamp is written last, so an
# interrupted build starts anew; it is the lock itself, so the same lock costs one comparison. A Python that was replaced
# by another release does not find the packages of the old one, not even pip.
build_environment() {
    environment=$root/$1
    lock=$root/$2
    if cmp -s "$lock" "$environment/lock" && "$environment/bin/python" -c 'import pip' 2>/dev/null; then
        return
    fi
    python=$(find_python) || stop \
        "Plumbline needs Python 3.11 or newer, and none was found." \
        "Install it, or name it: PYTHON=/path/to/python3 $0"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || stop \
        "This Python cannot make virtual environments: $("$python" -c 'import sys; print(sys.executable)')" \
        "On Debian and Ubuntu install the missing part with: apt install python3-venv"
    printf 'Installing %s packages into %s (once, about half a minute) …\n' "$(grep -c '^[a-z].*==' "$lock")" "$1"
    rm -rf "$environment"
    "$python" -m venv "$environment" || stop "The virtual environment $environment could not be made: see the lines above."
    # Python compiles what it loads; compiling all that nobody loads would take longer than everything else here.
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        --no-compile --requirement "$lock" || stop "The packages could not be installed: see the lines above, then start again."
    cp "$lock" "$environment/lock"
}
