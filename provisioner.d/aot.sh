# Records the AOT caches of the distribution, with which its processes start faster.
# Sourced by ../provisioner after tools.sh. PROVISIONER_AOT=off records none.

# train_aot_caches NAMES: records these caches once per build and JDK. A failure costs time only: it is
# reported once, and the command runs without the cache.
train_aot_caches() {
  [ "${PROVISIONER_AOT:-}" != off ] || return 0
  for aot_cache in $1; do train_aot_cache "$aot_cache"; done
}

train_aot_cache() {
  ! is_aot_cache_current "$1" || return 0
  acquire_lock "$root/target/aot.lock" "recording the start-up cache of this build"
  if ! is_aot_cache_current "$1"; then
    echo "Recording the start-up cache of '$1', once per build ..." >&2
    mkdir -p "$distribution/aot"
    JAVA_HOME=$jdk train "$1" || true
    echo "$jdk" >"$distribution/aot/$1.jdk"
  fi
  release_held
}

# The build deletes the directory.
is_aot_cache_current() {
  aot_jdk=
  [ -f "$distribution/aot/$1.jdk" ] && read -r aot_jdk <"$distribution/aot/$1.jdk" && [ "$aot_jdk" = "$jdk" ]
}

# The service is trained with a database, which doubles what the cache saves.
train() {
  export JAVA_HOME
  case $1 in
    cli | helm-runner) "$distribution/bin/train-aot-caches" "$1" ;;
    *)
    "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      -cp "$devstack:$root/devstack/target/lib/*" \
      io.beta9.provisioning.devstack.servers.TrainingServers "$distribution/bin/train-aot-caches" "$1"
      ;;
  esac
}
