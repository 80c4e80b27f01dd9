package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the Terraform processes of this host that change an environment and are running. */
final class RunningTerraformQuery {
  private final JdbcClient jdbc;

  RunningTerraformQuery(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Recorded(RunningTerraform process, long startedAtTicks) {}

  List<RunningTerraform> run() {
    return jdbc
        .sql(
            """
            select lower(p.kind) as kind, p.pid, p.pid_started_at, e.name,
                   extract(epoch from now() - p.started_at)::bigint as age
              from processes p join operations o on o.id = p.operation_id
              join environments e on e.id = o.environment_id
             where p.ended_at is null and lower(p.kind) in ('apply', 'destroy')
             order by p.started_at
            """)
        .query(
            (row, number) ->
                new Recorded(
                    new RunningTerraform(
                        row.getString("kind"),
                        row.getString("name"),
                        row.getLong("pid"),
                        Duration.ofSeconds(row.getLong("age"))),
                    row.getLong("pid_started_at")))
        .list()
        .stream()
        .filter(
            recorded ->
                WorkerIdentity.startTicks(recorded.process().pid()) == recorded.startedAtTicks())
        .map(Recorded::process)
        .toList();
  }
}
