package io.beta9.provisioning.terraform.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shell scripts around a Terraform process: the leader of its session, the child that becomes
 * Terraform, and the guard that watches its lease.
 */
final class SupervisorShell {
  /**
   * $1 run directory, $2 kind, then the command. Replaces itself with the command, which therefore
   * has the recorded pid.
   */
  private static final String CHILD =
      """
      run=$1; kind=$2; shift 2
      start_of() { shift 21; echo "$1"; }
      {
        echo "kind=$kind"
        echo "pid=$$"
        echo "start=$(start_of $(cat /proc/$$/stat))"
        echo "leader=$PPID"
        echo "leader_start=$(start_of $(cat /proc/$PPID/stat))"
        echo "boot=$(cat /proc/sys/kernel/random/boot_id)"
        echo "namespace=$(readlink /proc/self/ns/pid)"
      } >"$run/pid.new"
      mv "$run/pid.new" "$run/pid"
      echo ready
      read -r word || exit 125
      [ ! -e "$run/expired" ] || exit 125
      exec "$@" </dev/null >>"$run/out.jsonl" 2>>"$run/err.log"
      """;

  /**
   * $1 term and $2 grace in seconds, $3 run directory, $4 the leader's pid. The lease has expired
   * if two consecutive checks find the same renewal, older than the term, so that a clock set
   * forward does not expire it; or if the renewal has not changed for the term, so that a clock set
   * back does not extend it. The guard ends with Terraform, not with the leader, which may be
   * killed alone. A Terraform that is a zombie counts as ended. A running worker renews the lease
   * several times between two checks.
   */
  private static final String GUARD =
      """
      term=$1; grace=$2; run=$3; leader=$4
      every=$((term / 60)); [ "$every" -ge 1 ] || every=1
      recorded() { sed -n "s/^$1=//p" "$run/pid" 2>/dev/null; }
      alive() {
        set -- "$2" $(cat "/proc/$1/stat" 2>/dev/null)
        [ $# -gt 22 ] && [ "$4" != Z ] && [ "$4" != X ] && { [ -z "$1" ] || [ "$1" = "${23}" ]; }
      }
      renewed() { stat -c %Y "$run/lease" 2>/dev/null || echo 0; }
      terraform() {
        pid=$(recorded pid); [ -n "$pid" ] && alive "$pid" "$(recorded start)"
      }
      running() { [ ! -e "$run/exit" ] && { alive "$leader" "$(recorded leader_start)" || terraform; }; }
      seen=none; same=0
      while running; do
        at=$(renewed)
        if [ "$at" = "$seen" ]; then same=$((same + every)); else seen=$at; same=0; fi
        age=$(($(date +%s) - at))
        if [ "$same" -ge "$term" ] || { [ "$age" -gt "$term" ] && [ "$same" -gt 0 ]; }; then
          : >"$run/expired"
          if terraform && (set -C; : >"$run/interrupted") 2>/dev/null; then
            kill -s INT "$pid"
          fi
          waited=0
          while running && [ "$(renewed)" = "$at" ]; do
            [ "$waited" -lt "$grace" ] || kill -s KILL -- "-$leader"
            sleep 1
            waited=$((waited + 1))
          done
          exit
        fi
        sleep "$every"
      done
      """;

  /**
   * $1 the guard's script, $2 term, $3 grace, $4 the child's script, $5 run directory, then as for
   * the child. Leads the session and records the exit code, also if the process group receives a
   * signal. The child runs in the foreground, because a shell makes background processes ignore
   * SIGINT. Core dumps are disabled: they would contain credentials.
   */
  private static final String LEADER =
      """
      umask 077
      ulimit -c 0
      trap : HUP INT QUIT TERM PIPE
      guard=$1; term=$2; grace=$3; child=$4; shift 4
      watch=
      if [ "$term" -gt 0 ]; then
        /bin/sh -c "$guard" beta9-guard "$term" "$grace" "$1" $$ </dev/null >/dev/null 2>&1 &
        watch=$!
      fi
      /bin/sh -c "$child" beta9-child "$@"
      code=$?
      echo "$code" >"$1/exit.new"
      mv "$1/exit.new" "$1/exit"
      [ -z "$watch" ] || kill "$watch" 2>/dev/null
      """;

  private SupervisorShell() {}

  /** Returns the command line that starts a session and runs the command in it. */
  static List<String> commandLine(
      RunKind kind, Path runDirectory, ProcessLease lease, List<String> command) {
    List<String> line =
        new ArrayList<>(List.of("setsid", "/bin/sh", "-c", LEADER, "beta9-run", GUARD));
    line.add(Long.toString(lease.term().toSeconds()));
    line.add(Long.toString(lease.grace().toSeconds()));
    line.add(CHILD);
    line.add(runDirectory.toString());
    line.add(kind.code());
    line.addAll(command);
    return line;
  }
}
