# Records the AOT caches of the distribution, with which its processes start faster.
# Sourced by ../provisioner after tools.sh. PROVISIONER_AOT=off records none.

# train_aot_cache NAME: records the cache once per build and JDK, if NAME is not empty. A failure costs
# time only: it is reported once, and the command runs without the cache.
train_aot_cache() {
  [ -n "$1" ] && [ "${PROVISIONER_AOT:-}" != off ] || return 0
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
  if [ "$1" = cli ]; then
    "$distribution/bin/train-aot-caches" "$1"
  else
    "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      -cp "$devstack:$root/devstack/target/lib/*" \
      io.beta9.provisioning.devstack.servers.TrainingServers "$distribution/bin/train-aot-caches" "$1"
  fi
}
