package io.beta9.provisioning.metaconfig.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import io.beta9.provisioning.metaconfig.change.UpdateEffect.EffectKind;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.model.ModelDifference;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes every field of the meta-config of a ready environment: in place, with an announced
 * interruption, only if accepted, or rejected. docs/meta-config.md has the table that follows.
 */
class MetaConfigChangeTest {
  private static final Path DOCUMENT = Path.of("../docs/meta-config.md");
  private static final String BEGIN = "<!-- generated: changes -->\n";
  private static final String END = "<!-- end of generated -->\n";
  private static final String WRITE =
      "mvn -q -pl service test -Dtest=MetaConfigChangeTest -Dmetaconfig.write=true";

  private static final String ID = "env_0123456789ab";

  /** The environment before: every section with values that can change in both directions. */
  private static final Map<String, String> BEFORE =
      fields(
          """
          name=demo
          cloud.provider=aws
          cloud.region=us-east-1
          cloud.account_id="123456789012"
          cluster.profile=medium
          cluster.kubernetes_version="1.32"
          cluster.node_labels={team: a}
          cluster.endpoint.access=public
          cluster.endpoint.allowed_cidrs=[198.51.100.7/32]
          network.cidr=10.42.0.0/16
          network.flow_logs=true
          network.availability_zones=[us-east-1b, us-east-1a]
          data.postgres.size=db.m6g.large
          data.postgres.multi_az=true
          data.postgres.backup_retention_days=7
          data.postgres.log_export=true
          data.postgres.protect=false
          data.redis.size=cache.m7g.large
          data.redis.ha=true
          data.object_store.bucket_prefix=beta9
          data.object_store.versioning=true
          data.object_store.lifecycle_days=30
          data.state.access_log_bucket=audit-logs
          beta9.domain=beta9.demo.example
          beta9.version=0.1.762
          beta9.workers.gpu_enabled=true
          beta9.workers.gpu_type=T4
          beta9.workers.min_workers=1
          beta9.workers.max_workers=4
          beta9.limits.millicpus=4000
          beta9.limits.memory_gib=16
          beta9.limits.gpus=1
          beta9.limits.replicas=20
          beta9.build.millicpus=4000
          beta9.build.memory_gib=16
          beta9.build.shared_memory_gib=12
          beta9.enable_metrics=true
          beta9.enable_logging=true
          beta9.log_retention_days=30
          beta9.certificate=arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000001
          beta9.smoke=basic
          beta9.image_registry=registry.example.com
          beta9.runner_version="0.1.5"
          beta9.allowed_cidrs=[10.0.0.0/8]
          access.eks_admins=["arn:aws:iam::123456789012:role/admin", "arn:aws:iam::123456789012:role/ci"]
          tags={cost: a}
          """);

  /**
   * A change of a field, and what it means.
   *
   * @param description how the table names the change
   * @param effects the expected effects: a kind, or the name of a consequence
   */
  private record Change(String field, String description, String value, String... effects) {
    @Override
    public String toString() {
      return field + ": " + description;
    }
  }

  private static final String IN_PLACE = "in-place";
  private static final String REJECTED = "rejected";

  private static final List<Change> CHANGES =
      List.of(
          new Change("name", "any", "other", REJECTED),
          new Change("cloud.region", "any", "us-west-2", REJECTED),
          new Change("cloud.account_id", "any", "\"210987654321\"", REJECTED),
          new Change("cluster.profile", "larger", "large", IN_PLACE, "node-groups"),
          new Change("cluster.profile", "smaller", "small", IN_PLACE, "node-groups", "nat"),
          new Change("cluster.kubernetes_version", "next", "\"1.33\"", "kubernetes-update"),
          new Change("cluster.kubernetes_version", "two later", "\"1.34\"", REJECTED),
          new Change("cluster.kubernetes_version", "earlier", "\"1.31\"", REJECTED),
          new Change("cluster.node_labels", "any", "{team: b}", IN_PLACE),
          new Change("cluster.endpoint.access", "any", "private", IN_PLACE),
          new Change(
              "cluster.endpoint.allowed_cidrs",
              "any",
              "[203.0.113.0/24, 198.51.100.7/32]",
              IN_PLACE),
          new Change("network.cidr", "any", "10.43.0.0/16", REJECTED),
          new Change(
              "network.availability_zones",
              "a zone is added",
              "[us-east-1c, us-east-1a, us-east-1b]",
              IN_PLACE),
          new Change("network.availability_zones", "reordered", "[us-east-1a, us-east-1b]"),
          new Change(
              "network.availability_zones",
              "a zone is removed or exchanged",
              "[us-east-1b, us-east-1c]",
              REJECTED),
          new Change("data.postgres.size", "any", "db.m6g.xlarge", "database-restart"),
          new Change("data.postgres.multi_az", "any", "false", IN_PLACE),
          new Change("data.postgres.backup_retention_days", "longer", "8", IN_PLACE),
          new Change("data.postgres.backup_retention_days", "shorter", "6", IN_PLACE, "loses data"),
          new Change("network.flow_logs", "off", "false", IN_PLACE, "loses data"),
          new Change("data.postgres.log_export", "off", "false", IN_PLACE, "loses data"),
          new Change("data.postgres.protect", "any", "true", IN_PLACE),
          new Change("data.redis.size", "any", "cache.m7g.xlarge", "redis-failover"),
          new Change("data.redis.ha", "any", "false", IN_PLACE),
          new Change("data.object_store.bucket_prefix", "any", "other", REJECTED),
          new Change("data.object_store.versioning", "off", "false", IN_PLACE, "loses data"),
          new Change("data.object_store.lifecycle_days", "longer or removed", "31", IN_PLACE),
          new Change("data.object_store.lifecycle_days", "shorter", "29", IN_PLACE, "loses data"),
          new Change("data.state.access_log_bucket", "any", "other-logs", IN_PLACE),
          new Change("beta9.allowed_cidrs", "any", "[10.0.0.0/9]", IN_PLACE),
          new Change("beta9.domain", "any", "beta9.other.example", "host-name"),
          new Change("beta9.workers.gpu_enabled", "off", "false", IN_PLACE, "node-groups"),
          new Change("beta9.workers.gpu_type", "any", "L4", IN_PLACE, "node-groups"),
          new Change("beta9.workers.min_workers", "any", "2", IN_PLACE),
          new Change("beta9.workers.max_workers", "any", "5", IN_PLACE),
          new Change("beta9.limits.millicpus", "any", "8000", IN_PLACE),
          new Change("beta9.limits.memory_gib", "any", "8", IN_PLACE),
          new Change("beta9.limits.replicas", "any", "10", IN_PLACE),
          new Change("beta9.build.millicpus", "any", "2000", IN_PLACE),
          new Change("beta9.build.memory_gib", "any", "20", IN_PLACE),
          new Change("beta9.build.shared_memory_gib", "any", "10", IN_PLACE),
          new Change("beta9.smoke", "any", "none", IN_PLACE),
          new Change("beta9.image_registry", "any", "mirror.example.com", IN_PLACE),
          new Change("beta9.runner_version", "any", "\"0.1.6\"", IN_PLACE),
          new Change("beta9.enable_metrics", "any", "false", IN_PLACE),
          new Change("beta9.enable_logging", "any", "false", IN_PLACE),
          new Change("beta9.log_retention_days", "longer", "60", IN_PLACE),
          new Change("beta9.log_retention_days", "shorter", "14", IN_PLACE, "loses data"),
          new Change(
              "beta9.certificate",
              "another",
              "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000002",
              IN_PLACE),
          new Change("beta9.certificate", "managed", "managed", IN_PLACE),
          new Change("beta9.certificate", "removed", "", "load-balancers"),
          new Change(
              "access.eks_admins",
              "a role is added or removed",
              "[\"arn:aws:iam::123456789012:role/admin\", \"arn:aws:iam::123456789012:role/x\"]",
              IN_PLACE),
          new Change(
              "access.eks_admins",
              "reordered",
              "[\"arn:aws:iam::123456789012:role/ci\", \"arn:aws:iam::123456789012:role/admin\"]"),
          new Change("tags", "any", "{cost: b}", "node-rollout"));

  /** Fields with one possible value; that of beta9.limits.gpus depends on gpu_enabled. */
  private static final Set<String> CONSTANT = Set.of("cloud.provider", "beta9.version");

  private static Map<String, String> fields(String lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    lines.lines().forEach(line -> fields.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    return fields;
  }

  private static MetaConfig config(Map<String, String> fields) {
    StringBuilder yaml = new StringBuilder();
    List<String> open = List.of();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      List<String> path = List.of(field.getKey().split("\\."));
      for (int depth = 0; depth < path.size() - 1; depth++) {
        if (depth >= open.size()
            || !open.subList(0, depth + 1).equals(path.subList(0, depth + 1))) {
          yaml.append("  ".repeat(depth)).append(path.get(depth)).append(":\n");
        }
      }
      open = path.subList(0, path.size() - 1);
      yaml.append("  ".repeat(path.size() - 1))
          .append(path.getLast())
          .append(": ")
          .append(field.getValue())
          .append('\n');
    }
    return MetaConfigs.valid(yaml.toString());
  }

  private static MetaConfigUpdate update(Change change) {
    Map<String, String> after = new LinkedHashMap<>(BEFORE);
    if (change.value().isEmpty()) {
      after.remove(change.field());
    } else {
      after.put(change.field(), change.value());
    }
    if (change.field().startsWith("cloud.")) {
      // The certificate and the zones belong to them.
      after.remove("beta9.certificate");
      after.put("network.availability_zones", "2");
    }
    if (change.value().equals("private")) {
      after.put("cluster.endpoint.allowed_cidrs", "[10.0.0.0/8]");
    }
    if (change.field().equals("beta9.workers.gpu_enabled")) {
      after.remove("beta9.workers.gpu_type");
      after.remove("beta9.limits.gpus");
    }
    MetaConfig before = config(BEFORE);
    return MetaConfigUpdate.ofExisting(
        new MetaConfigUpdate.Current(before, InfraModelFactory.from(before, ID)), config(after));
  }

  @ParameterizedTest
  @CsvSource({
    "1.31, 1.31, in-place",
    "1.31, 1.32, none",
    "1.31, 1.33, rejected",
    "1.33, 1.32, rejected",
    "1.33, 1.34, kubernetes-update",
  })
  void a_version_is_compared_with_that_of_the_cluster_after_a_failed_update(
      String reached, String requested, String expected) {
    MetaConfig before = config(BEFORE); // 1.32, which the last update has not reached.
    Map<String, String> after = new LinkedHashMap<>(BEFORE);
    after.put("cluster.kubernetes_version", "\"" + requested + "\"");

    MetaConfigUpdate update =
        MetaConfigUpdate.ofExisting(
            new MetaConfigUpdate.Current(before, InfraModelFactory.from(before, ID), null, reached),
            config(after));

    assertThat(effects(update)).isEqualTo(expected.equals("none") ? Set.of() : Set.of(expected));
  }

  private static Set<String> effects(MetaConfigUpdate update) {
    Set<String> effects = new TreeSet<>();
    if (!update.violations().isEmpty()) {
      return Set.of(REJECTED);
    }
    for (ChangedValue change : update.changes()) {
      Consequence consequence = change.effect().consequence();
      effects.add(consequence == null ? change.effect().kind().code() : consequence.code());
      if (change.effect().dataLoss() != null) {
        effects.add("loses data");
      }
    }
    return effects;
  }

  static Stream<Change> changes() {
    return CHANGES.stream();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void every_change_of_a_field_has_its_effect(Change change) {
    assertThat(effects(update(change))).containsExactlyInAnyOrder(change.effects());
  }

  /** Fails for a field that is added to the meta-config without a change in {@link #CHANGES}. */
  @Test
  void every_field_of_the_meta_config_is_changed() {
    Set<String> changed =
        CHANGES.stream().map(Change::field).collect(Collectors.toCollection(TreeSet::new));
    changed.addAll(CONSTANT);
    changed.add("beta9.limits.gpus");
    assertThat(leaves("", MetaConfig.class)).isEqualTo(changed);
    assertThat(BEFORE.keySet()).containsAll(changed);
  }

  /** Fails for a field that is added to the model without a rule. */
  @Test
  void every_field_of_the_infra_model_has_a_rule() {
    Set<String> without =
        leaves("", InfraModel.class).stream()
            .filter(path -> ModelChangeRules.find(new ModelDifference(path, "1", "2")).isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(without).as("fields without a rule in ModelChangeRules").isEmpty();
  }

  private static Set<String> leaves(String prefix, Class<?> type) {
    Set<String> leaves = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getName().equals("zonesByDefault") && type != InfraModel.Network.class) {
        // Derived from whether the zones are named.
        continue;
      }
      String path =
          prefix + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        leaves.addAll(leaves(path + ".", component.getType()));
      } else {
        leaves.add(path);
      }
    }
    return leaves;
  }

  @Test
  void one_nat_gateway_in_each_zone_moves_connections() {
    assertThat(
            ModelChangeRules.of(
                    new ModelDifference("network.nat_gateway_per_zone", "false", "true"))
                .consequence())
        .isEqualTo(Consequence.CONNECTIONS);
  }

  @Test
  void an_added_zone_keeps_the_place_of_existing_ones_and_their_subnets() {
    MetaConfig before = config(BEFORE);
    InfraModel existing = InfraModelFactory.from(before, ID);
    Map<String, String> more = new LinkedHashMap<>(BEFORE);
    more.put("network.availability_zones", "[us-east-1c, us-east-1a, us-east-1b]");

    InfraModel.Network network = InfraModelFactory.from(config(more), ID, existing).network();

    assertThat(network.availabilityZones())
        .containsExactly("us-east-1b", "us-east-1a", "us-east-1c");
    assertThat(network.publicSubnets()).containsAllEntriesOf(existing.network().publicSubnets());
    assertThat(network.privateSubnets()).containsAllEntriesOf(existing.network().privateSubnets());
    assertThat(new LinkedHashSet<>(network.privateSubnets().values())).hasSize(3);
    assertThat(new LinkedHashSet<>(network.publicSubnets().values())).hasSize(3);
  }

  /** The existing zones are those that the account can use, not the default ones. */
  @Test
  void zones_that_the_customer_does_not_name_are_kept() {
    Map<String, String> named = new LinkedHashMap<>(BEFORE);
    named.put("network.availability_zones", "[us-east-1d, us-east-1f]");
    InfraModel existing = InfraModelFactory.from(config(named), ID);
    Map<String, String> unnamed = new LinkedHashMap<>(BEFORE);
    unnamed.put("network.availability_zones", "2");

    MetaConfigUpdate same =
        MetaConfigUpdate.ofExisting(
            new MetaConfigUpdate.Current(config(named), existing), config(unnamed));

    assertThat(same.changes()).isEmpty();
    assertThat(same.violations()).isEmpty();
    assertThat(same.config().network().availabilityZones())
        .as("as it is stored")
        .containsExactly("us-east-1d", "us-east-1f");

    unnamed.put("network.availability_zones", "3");
    InfraModel.Network more = InfraModelFactory.from(config(unnamed), ID, existing).network();
    assertThat(more.availabilityZones()).containsExactly("us-east-1d", "us-east-1f", "us-east-1a");
    assertThat(more.privateSubnets()).containsAllEntriesOf(existing.network().privateSubnets());
    InfraModel three = InfraModelFactory.from(config(unnamed), ID, existing);
    unnamed.put("network.availability_zones", "2");
    assertThat(InfraModelFactory.from(config(unnamed), ID, three).network())
        .as("fewer")
        .isEqualTo(three.network());
  }

  @Test
  void an_environment_that_was_moved_by_an_earlier_version_receives_the_free_slot() {
    MetaConfig before = config(BEFORE);
    InfraModel model = InfraModelFactory.from(before, ID);
    InfraModel.Network last =
        new InfraModel.Network(
            "10.42.0.0/16",
            List.of("us-east-1b", "us-east-1a"),
            Map.of("us-east-1b", "10.42.32.0/20", "us-east-1a", "10.42.0.0/20"),
            Map.of("us-east-1b", "10.42.192.0/18", "us-east-1a", "10.42.64.0/18"),
            false,
            true,
            false);
    InfraModel existing =
        new InfraModel(
            model.environmentId(),
            model.environmentName(),
            model.resourcePrefix(),
            model.region(),
            model.accountId(),
            model.tags(),
            last,
            model.cluster(),
            model.systemNodes(),
            model.cpuNodes(),
            model.gpuNodes(),
            model.postgres(),
            model.redis(),
            model.objectStore(),
            model.logRetentionDays(),
            model.stateLogBucket(),
            model.beta9(),
            null);
    Map<String, String> more = new LinkedHashMap<>(BEFORE);
    more.put("network.availability_zones", "[us-east-1a, us-east-1b, us-east-1c]");

    InfraModel.Network network = InfraModelFactory.from(config(more), ID, existing).network();

    assertThat(network.publicSubnets()).containsEntry("us-east-1c", "10.42.16.0/20");
    assertThat(network.privateSubnets()).containsEntry("us-east-1c", "10.42.128.0/18");
  }

  @Test
  void sizes_that_an_earlier_version_derived_without_storing_them_do_not_change() {
    Map<String, String> fields = new LinkedHashMap<>(BEFORE);
    fields.keySet().removeIf(field -> field.matches("beta9\\.(limits|build)\\..*"));
    MetaConfig config = config(fields);
    ObjectNode stored = InfraModelJson.toTree(InfraModelFactory.from(config, ID));
    ((ObjectNode) stored.path("beta9")).remove(List.of("limits", "build"));
    InfraModel earlier = InfraModelJson.fromJson(stored.toString());

    MetaConfigUpdate update =
        MetaConfigUpdate.ofExisting(new MetaConfigUpdate.Current(config, earlier), config);

    assertThat(earlier.beta9().limits()).isNull();
    assertThat(update.changes()).isEmpty();
  }

  @Test
  void the_storage_of_a_database_does_not_shrink_with_the_profile() {
    MetaConfig before = config(BEFORE);
    InfraModel existing = InfraModelFactory.from(before, ID);
    Map<String, String> smaller = new LinkedHashMap<>(BEFORE);
    smaller.put("cluster.profile", "small");

    assertThat(InfraModelFactory.from(config(smaller), ID, existing).postgres().storageGb())
        .isEqualTo(existing.postgres().storageGb());
  }

  @Test
  void zones_can_be_exchanged_as_long_as_nothing_has_been_created() {
    MetaConfig before = config(BEFORE);
    Map<String, String> other = new LinkedHashMap<>(BEFORE);
    other.put("network.availability_zones", "[us-east-1c, us-east-1d]");

    MetaConfigUpdate update =
        MetaConfigUpdate.ofUncreated(
            new MetaConfigUpdate.Current(before, InfraModelFactory.from(before, ID)),
            config(other));

    assertThat(update.violations()).isEmpty();
    assertThat(update.requiredAcceptances()).isEmpty();
    assertThat(update.model().network().availabilityZones())
        .containsExactly("us-east-1c", "us-east-1d");
  }

  @Test
  void the_document_has_the_table() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      fail("docs/meta-config.md has no place for the table between %s and %s", BEGIN, END);
    }
    String expected =
        document.substring(0, begin + BEGIN.length()) + table() + document.substring(end);
    if (Boolean.getBoolean("metaconfig.write")) {
      Files.writeString(DOCUMENT, expected);
    } else {
      assertThat(document).as("regenerate the table with: " + WRITE).isEqualTo(expected);
    }
  }

  private static String table() {
    List<String> lines = new ArrayList<>();
    lines.add("| field | change | on a ready environment |");
    lines.add("|---|---|---|");
    CHANGES.forEach(
        change ->
            lines.add(
                "| `"
                    + change.field()
                    + "` | "
                    + change.description()
                    + " | "
                    + describe(update(change))
                    + " |"));
    lines.add("| `beta9.limits.gpus` | – | follows from `beta9.workers.gpu_enabled` |");
    CONSTANT.stream()
        .sorted()
        .forEach(field -> lines.add("| `" + field + "` | – | has one possible value |"));
    return String.join("\n", lines) + "\n";
  }

  private static String describe(MetaConfigUpdate update) {
    if (!update.violations().isEmpty()) {
      return "rejected";
    }
    Set<String> effects = new LinkedHashSet<>();
    for (ChangedValue change : update.changes()) {
      UpdateEffect effect = change.effect();
      Consequence consequence = effect.consequence();
      if (consequence != null) {
        effects.add(
            (effect.kind() == EffectKind.ACCEPTANCE
                    ? "rejected unless accepted: `"
                    : "interrupts: `")
                + consequence.code()
                + "`");
      }
      if (effect.dataLoss() != null) {
        effects.add("in place; loses " + effect.dataLoss());
      }
    }
    return effects.isEmpty() ? "in place" : String.join("; ", effects);
  }
}
