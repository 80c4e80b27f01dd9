# Builds the project if a source file is newer than the last build.
# Sourced by ../provisioner after tools.sh.

# Touched after a successful build: the jars carry the time of the release, not of the build.
build_stamp=$root/target/built
build_log=$root/target/build.log

is_stale() {
  [ -f "$build_stamp" ] || return 0
  for jar in "$@"; do
    [ -f "$jar" ] || return 0
  done
  [ -n "$(find "$root"/*/src/main "$root/dist/src" "$root"/*/pom.xml "$root/pom.xml" -type f -newer "$build_stamp" -print 2>/dev/null | head -n 1)" ]
}

# Copies Maven's output to the log and reports the module being built and the downloads.
report_build() {
  building=
  downloads=0
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in
      "[INFO] Building "*"["*/*"]")
        position=${line##*\[}
        position=${position%\]}
        # NAME VERSION [3/7]
        module=$(echo "$line" | sed 's/^\[INFO\] Building \(.*[^ ]\)  *[^ ][^ ]*  *\[.*/\1/')
        building="Building module ${position%/*} of ${position#*/}: $module"
        if [ ! -t 2 ]; then
          echo "$building ($((${position#*/} - ${position%/*})) remaining)" >&2
        fi
        ;;
      *Downloaded\ from*) downloads=$((downloads + 1)) ;;
      *) continue ;;
    esac
    if [ -t 2 ]; then
      if [ "$downloads" -gt 0 ]; then
        printf '\r\033[K%s (%s files downloaded)' "${building:-Preparing}" "$downloads" >&2
      else
        printf '\r\033[K%s' "$building" >&2
      fi
    fi
  done >"$build_log"
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# build_if_stale JARS...: needs $jdk and $mvn.
build_if_stale() {
  is_stale "$@" || return 0
  mkdir -p "$root/target"
  acquire_lock "$root/target/build.lock" "building this checkout"
  if is_stale "$@"; then
    echo "Building Beta9 Provisioning (a few minutes the first time); log: $build_log" >&2
    touch "$build_stamp.started"
    rm -f "$build_stamp.failed"
    {
      (cd "$root" && JAVA_HOME=$jdk "$mvn" -B -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -Ddist.archive.skip=true -DskipSbom package 2>&1) ||
        touch "$build_stamp.failed"
    } | report_build
    if [ -f "$build_stamp.failed" ]; then
      rm -f "$build_stamp.failed"
      tail -n 30 "$build_log" >&2
      echo "error: the build failed; the complete log is $build_log" >&2
      exit 1
    fi
    mv "$build_stamp.started" "$build_stamp"
  fi
  release_held
}
