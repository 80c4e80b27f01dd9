package io.beta9.provisioning.console;

import io.beta9.provisioning.console.ConsoleFixture.Row;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/** Terraform states in the simulated account of acme. */
final class SampleState {
  static final String PASSWORD = "secret-of-the-database";
  static final String UNMARKED_TOKEN = "secret-that-no-provider-marked";

  private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");
  private static final List<String> NODES = List.of("cpu", "system");

  private final SimulatedAccount account;
  private final List<Map<String, Object>> resources = new ArrayList<>();
  private int ids;

  SampleState(SimulatedAccount account) {
    this.account = account;
  }

  /** Writes the state of an environment that is complete. */
  void writeComplete(Row row) {
    add("aws_vpc", "this", "vpc");
    each("aws_subnet", "private", "subnet", ZONES);
    each("aws_subnet", "public", "subnet", ZONES);
    add("aws_internet_gateway", "this", "igw");
    each("aws_nat_gateway", "this", "nat", ZONES.subList(0, 1));
    each("aws_eip", "nat", "eipalloc", ZONES.subList(0, 1));
    add("aws_security_group", "database", "sg");
    add("aws_security_group", "nodes", "sg");
    add("aws_security_group", "redis", "sg");
    resource("aws_eks_cluster", "this", "", "beta9-a1b2c3000", Map.of("version", "1.36"));
    for (String group : NODES) {
      resource(
          "aws_eks_node_group",
          "this",
          group,
          "beta9-a1b2c3000:" + group,
          Map.of("status", "ACTIVE"));
    }
    for (String addOn : List.of("coredns", "ebs_csi", "kube_proxy", "vpc_cni")) {
      resource("aws_eks_addon", addOn, "", "beta9-a1b2c3000:" + addOn, Map.of());
    }
    each("aws_launch_template", "nodes", "lt", NODES);
    Map<String, Object> database = new LinkedHashMap<>();
    database.put("address", "beta9-a1b2c3000.c9x1.us-east-1.rds.amazonaws.com");
    database.put("allocated_storage", 50);
    database.put("engine", "postgres");
    database.put("engine_version", "16.9");
    database.put("instance_class", "db.t4g.medium");
    database.put("multi_az", false);
    database.put("password", PASSWORD);
    database.put("port", 5432);
    database.put("auth_token", UNMARKED_TOKEN);
    database.put("snapshot_identifier", null);
    database.put("storage_encrypted", true);
    database.put("timeouts", null);
    resource("aws_db_instance", "this", "", "db-5T3KQ7XZ2MPL", database);
    resource("aws_db_subnet_group", "this", "", "beta9-a1b2c3000", Map.of());
    resource(
        "aws_elasticache_replication_group", "this", "", "beta9-a1b2c3000", Map.of("port", 6379));
    resource("aws_s3_bucket", "this", "", "beta9-storage-a1b2c3000", Map.of());
    resource("aws_ecr_repository", "this", "", "beta9-a1b2c3000", Map.of());
    for (String role : List.of("cluster", "gateway", "nodes", "worker")) {
      resource("aws_iam_role", role, "", "beta9-a1b2c3000-" + role, Map.of());
    }
    add("aws_kms_key", "this", "key");
    resource(
        "aws_cloudwatch_log_group", "cluster", "", "/aws/eks/beta9-a1b2c3000/cluster", Map.of());
    resources.getLast().put("tainted", true);
    write(row);
  }

  /** Writes a state in which everything that can be text is the given text. */
  void writeHostile(Row row, String text) {
    resource("aws_vpc", "this", text, text, Map.of("note", text, text, "value"));
    resource(text, text, "", "z".repeat(400), Map.of("document", "w".repeat(9000)));
    write(row);
  }

  private void add(String type, String name, String prefix) {
    resource(type, name, "", id(prefix), Map.of());
  }

  private void each(String type, String name, String prefix, List<String> keys) {
    keys.forEach(key -> resource(type, name, key, id(prefix), Map.of()));
  }

  private String id(String prefix) {
    return prefix + "-0" + HexFormat.of().toHexDigits(0x9e3779b97f4a7c15L * ++ids);
  }

  private void resource(
      String type, String name, String key, String id, Map<String, Object> attributes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("arn", "arn:aws:service:us-east-1:123456789012:" + id);
    all.putAll(attributes);
    all.put("id", id);
    all.put(
        "tags_all",
        Map.of("beta9:environment-name", "production", "beta9:managed-by", "beta9-provisioning"));
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("type", type);
    resource.put("name", name);
    resource.put("key", key);
    resource.put("attributes", all);
    resources.add(resource);
  }

  private static Map<String, Object> instance(Map<String, Object> resource) {
    Map<String, Object> instance = new LinkedHashMap<>();
    if (!"".equals(resource.get("key"))) {
      instance.put("index_key", resource.get("key"));
    }
    if (resource.containsKey("tainted")) {
      instance.put("status", "tainted");
    }
    instance.put("attributes", resource.get("attributes"));
    instance.put(
        "sensitive_attributes", List.of(List.of(Map.of("type", "get_attr", "value", "password"))));
    return instance;
  }

  private void write(Row row) {
    StateBackend backend = StateBackend.of(SimulatedAccount.TARGET.location(), row.id(), "s3");
    CloudTarget target =
        account.account(SimulatedAccount.ACCOUNT, "Beta9Provisioner", ConsoleFixture.EXTERNAL_ID);
    var session = account.sessions().open(target, new EnvironmentId(row.id()));
    new StateStore(session).ensure(backend);
    String document =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "version",
                    4,
                    "terraform_version",
                    "1.11.4",
                    "serial",
                    7,
                    "lineage",
                    "3f2b8a1c-5d4e-4f60-9a7b-8c9d0e1f2a3b",
                    "outputs",
                    Map.of(),
                    "resources",
                    resources.stream()
                        .map(
                            each ->
                                Map.of(
                                    "mode",
                                    "managed",
                                    "type",
                                    each.get("type"),
                                    "name",
                                    each.get("name"),
                                    "instances",
                                    List.of(instance(each))))
                        .toList()));
    session
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()), RequestBody.fromString(document));
  }
}
