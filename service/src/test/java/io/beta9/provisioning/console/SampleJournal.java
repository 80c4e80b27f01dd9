package io.beta9.provisioning.console;

import io.beta9.provisioning.console.ConsoleFixture.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What Terraform reported while it created an environment. */
final class SampleJournal {
  private static final List<String> ZONES = List.of("us-west-2a", "us-west-2b", "us-west-2c");

  /** Seconds that the creation took, by the addresses that are done. */
  private static final List<Sample> DONE =
      List.of(
          new Sample("aws_vpc.this", 12),
          new Sample("aws_subnet.public", 11, ZONES),
          new Sample("aws_subnet.private", 1, ZONES),
          new Sample("aws_internet_gateway.this", 1),
          new Sample("aws_eip.nat", 1, ZONES),
          new Sample("aws_nat_gateway.this", 94, ZONES),
          new Sample("aws_route_table.public", 1),
          new Sample("aws_route_table.private", 1, ZONES),
          new Sample("aws_route.public_internet", 1),
          new Sample("aws_route_table_association.public", 1, ZONES),
          new Sample("aws_route.private_nat", 1, ZONES),
          new Sample("aws_security_group.nodes", 3),
          new Sample("aws_security_group.database", 3),
          new Sample("aws_security_group.redis", 3),
          new Sample("aws_kms_key.this", 10),
          new Sample("aws_kms_alias.this", 1),
          new Sample("aws_s3_bucket.this", 2),
          new Sample("aws_s3_bucket_versioning.this", 2),
          new Sample("aws_ecr_repository.this", 1),
          new Sample("aws_iam_role.cluster", 1),
          new Sample("aws_iam_role.nodes", 1),
          new Sample("aws_iam_role_policy_attachment.cluster", 1),
          new Sample("aws_iam_user.storage", 1),
          new Sample("aws_cloudwatch_log_group.cluster", 1),
          new Sample("aws_cloudwatch_log_group.flow", 1),
          new Sample("aws_db_subnet_group.this", 1),
          new Sample("aws_db_parameter_group.this", 2),
          new Sample("aws_elasticache_subnet_group.this", 1),
          new Sample("aws_elasticache_parameter_group.this", 2));

  /** Seconds since the creation started. */
  private static final List<Sample> RUNNING =
      List.of(
          new Sample("aws_eks_cluster.this", 421),
          new Sample("aws_db_instance.this", 298),
          new Sample("aws_elasticache_replication_group.this", 240));

  private static final List<Sample> WAITING =
      List.of(
          new Sample("aws_iam_openid_connect_provider.cluster", 0),
          new Sample("aws_launch_template.nodes", 0, List.of("system", "cpu", "gpu")),
          new Sample("aws_eks_node_group.this", 0, List.of("system", "cpu", "gpu")),
          new Sample("aws_eks_addon.vpc_cni", 0),
          new Sample("aws_eks_addon.kube_proxy", 0),
          new Sample("aws_eks_addon.coredns", 0),
          new Sample("aws_eks_addon.ebs_csi", 0),
          new Sample("aws_iam_role.gateway", 0),
          new Sample("aws_iam_role.worker", 0),
          new Sample("aws_iam_role.autoscaler", 0));

  private final JdbcClient jdbc;
  private final Row row;
  private final Instant now = Instant.now();
  private long line;

  private SampleJournal(JdbcClient jdbc, Row row) {
    this.jdbc = jdbc;
    this.row = row;
  }

  /** A resource, or one for each key. */
  private record Sample(String block, long seconds, List<String> keys) {
    Sample(String block, long seconds) {
      this(block, seconds, List.of());
    }

    List<String> addresses() {
      return keys.isEmpty()
          ? List.of(block)
          : keys.stream().map(key -> block + "[\"" + key + "\"]").toList();
    }
  }

  /** Stores a run of the row's operation that is in progress. */
  static void ofRunningApply(JdbcClient jdbc, Row row) {
    SampleJournal journal = new SampleJournal(jdbc, row);
    journal.startRun();
    for (List<Sample> samples : List.of(DONE, RUNNING, WAITING)) {
      for (Sample sample : samples) {
        sample.addresses().forEach(journal::planned);
      }
    }
    for (Sample sample : DONE) {
      for (String address : sample.addresses()) {
        journal.add("apply_start", address, 600, null);
        journal.add("apply_complete", address, 600 - sample.seconds(), sample.seconds());
      }
    }
    for (Sample sample : RUNNING) {
      sample
          .addresses()
          .forEach(address -> journal.add("apply_start", address, sample.seconds(), null));
    }
  }

  /** Stores that an operation's run, which has started, creates this many more resources. */
  static void ofManyResources(JdbcClient jdbc, Row row, int resources) {
    SampleJournal journal = new SampleJournal(jdbc, row);
    journal.line = journal.nextLine();
    for (int i = 0; i < resources; i++) {
      String address = "aws_security_group_rule.nodes[\"" + "rule-".repeat(8) + i + "\"]";
      journal.planned(address);
      journal.add("apply_start", address, 100, null);
    }
  }

  private long nextLine() {
    return jdbc.sql("select coalesce(max(line) + 1, 0) from journal where operation_id = :id")
        .param("id", row.operation())
        .query(Long.class)
        .single();
  }

  /** Stores that the creation of a resource ended. */
  static void ended(JdbcClient jdbc, Row row, String type, String address, long seconds) {
    SampleJournal journal = new SampleJournal(jdbc, row);
    journal.line = journal.nextLine();
    journal.add(type, address, 0, seconds);
  }

  private void startRun() {
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            values (:operation, 'apply-1', 1, 'APPLY', 'worker-7d9f-abcde', 'b', 42, 2, 'runs/apply-1')
            """)
        .param("operation", row.operation())
        .update();
  }

  private static Map<String, Object> resource(String address) {
    return Map.of("addr", address, "resource_type", address.substring(0, address.indexOf('.')));
  }

  private void planned(String address) {
    store(
        Map.of(
            "type",
            "planned_change",
            "@timestamp",
            now.minusSeconds(620).toString(),
            "change",
            Map.of("action", "create", "resource", resource(address))));
  }

  private void add(String type, String address, long secondsAgo, @Nullable Long elapsed) {
    store(
        Map.of(
            "type",
            type,
            "@timestamp",
            now.minusSeconds(secondsAgo).toString(),
            "hook",
            elapsed == null
                ? Map.of("action", "create", "resource", resource(address))
                : Map.of(
                    "action",
                    "create",
                    "resource",
                    resource(address),
                    "elapsed_seconds",
                    elapsed)));
  }

  private void store(Map<String, Object> event) {
    jdbc.sql(
            "insert into journal (operation_id, run_id, line, event) values (:operation, 'apply-1',"
                + " :line, :event::jsonb)")
        .param("operation", row.operation())
        .param("line", line++)
        .param("event", JsonMapper.shared().writeValueAsString(event))
        .update();
  }
}
