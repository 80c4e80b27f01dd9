package io.beta9.provisioning.metaconfig.change;

import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.model.ModelDifference;
import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The effect of each field of the infra model. What a change of a resource means is decided by the
 * provider's schema and by AWS; the sources are named at the rules.
 */
public final class ModelChangeRules {
  private static final String NULL = "null";
  private static final UpdateEffect IN_PLACE = UpdateEffect.inPlace("");

  private static final UpdateEffect FIXED =
      UpdateEffect.rejected("cannot change in an existing environment");

  private record Rule(Pattern path, Function<ModelDifference, UpdateEffect> effect) {}

  /** The first rule that matches the whole path applies. */
  private static final List<Rule> RULES =
      List.of(
          rule("environment_(id|name)|resource_prefix|region|account_id", FIXED),
          rule("network\\.cidr", FIXED),
          rule("network\\.availability_zones", ModelChangeRules::zones),
          rule("network\\.(public|private)_subnets(\\..*)?", ModelChangeRules::subnet),
          rule("network\\.zones_by_default", IN_PLACE),
          rule("network\\.nat_gateway_per_zone", ModelChangeRules::natGateways),
          // The launch templates tag instances; a new version of a template replaces the nodes.
          rule("permissions_boundary", IN_PLACE),
          rule("tags(\\..*)?", UpdateEffect.with(Consequence.NODE_ROLLOUT)),
          rule("cluster\\.kubernetes_version", ModelChangeRules::kubernetesVersion),
          rule("cluster\\.node_labels(\\..*)?", IN_PLACE),
          rule("gpu_nodes", ModelChangeRules::gpuNodes),
          rule("\\w+_nodes\\.(min|max|desired)_size", ModelChangeRules::ofGroup),
          rule("\\w+_nodes\\.disk_gb", difference -> ofGroup(difference, Consequence.NODE_ROLLOUT)),
          // Instance types and labels of the accelerator force a new group.
          rule(
              "\\w+_nodes\\.(instance_type|gpu_type)",
              difference -> ofGroup(difference, Consequence.NODE_GROUPS)),
          rule(
              "postgres\\.engine_version",
              UpdateEffect.inPlace("RDS applies minor versions in its maintenance window")),
          rule("postgres\\.instance_class", UpdateEffect.with(Consequence.DATABASE_RESTART)),
          rule("postgres\\.storage_gb", ModelChangeRules::storage),
          rule("cluster\\.(admins|endpoint\\.(access|allowed_cidrs))", IN_PLACE),
          rule(
              "network\\.flow_logs",
              difference -> removed(difference, "the flow logs that were written")),
          rule(
              "postgres\\.log_export",
              difference -> removed(difference, "PostgreSQL's logs in CloudWatch")),
          rule("postgres\\.protect|state_log_bucket", IN_PLACE),
          rule("postgres\\.multi_az", IN_PLACE),
          rule(
              "postgres\\.backup_retention_days",
              difference -> lowered(difference, "backups older than %s days")),
          rule("redis\\.(engine_version|node_type)", UpdateEffect.with(Consequence.REDIS_FAILOVER)),
          rule("redis\\.replicas", IN_PLACE),
          rule("object_store\\.bucket_name", FIXED),
          rule(
              "object_store\\.versioning",
              difference ->
                  difference.after().equals("true")
                      ? IN_PLACE
                      : UpdateEffect.losing(
                          "objects that are overwritten or deleted from then on")),
          rule(
              "object_store\\.lifecycle_days",
              difference ->
                  lowered(difference, "overwritten and deleted versions older than %s days")),
          rule("log_retention_days", difference -> lowered(difference, "logs older than %s days")),
          rule("beta9\\.domain", UpdateEffect.with(Consequence.HOST_NAME)),
          rule("beta9\\.(gateway|worker)_version", UpdateEffect.with(Consequence.GATEWAY_ROLLOUT)),
          rule(
              "beta9\\.(gateway_replicas|limits\\.\\w+|build\\.\\w+|min_workers|max_workers|gpu_type|enable_metrics"
                  + "|enable_logging|allowed_cidrs|smoke|image_registry|runner_version)",
              IN_PLACE),
          rule("beta9\\.certificate_arn", ModelChangeRules::certificate));

  private ModelChangeRules() {}

  /** Returns the effect of a changed field; empty if no rule names it. */
  public static Optional<UpdateEffect> find(ModelDifference difference) {
    return RULES.stream()
        .filter(rule -> rule.path().matcher(difference.path()).matches())
        .findFirst()
        .map(rule -> rule.effect().apply(difference));
  }

  /** Returns the effect of a changed field; one that no rule names is rejected. */
  public static UpdateEffect of(ModelDifference difference) {
    return find(difference)
        .orElseGet(() -> UpdateEffect.rejected("it is not known what a change of it interrupts"));
  }

  private static Rule rule(String path, UpdateEffect effect) {
    return rule(path, difference -> effect);
  }

  private static Rule rule(String path, Function<ModelDifference, UpdateEffect> effect) {
    return new Rule(Pattern.compile(path), effect);
  }

  private static UpdateEffect zones(ModelDifference difference) {
    Set<String> removed = new HashSet<>(list(difference.before()));
    removed.removeAll(list(difference.after()));
    return removed.isEmpty()
        ? UpdateEffect.inPlace("the zone's subnets are added; existing ones do not move")
        : UpdateEffect.rejected("zones can be added, but neither removed nor exchanged");
  }

  private static UpdateEffect subnet(ModelDifference difference) {
    return difference.before().isEmpty() || difference.before().equals("{}")
        ? IN_PLACE
        : UpdateEffect.rejected("an existing subnet never moves");
  }

  private static UpdateEffect natGateways(ModelDifference difference) {
    return UpdateEffect.with(
        difference.after().equals("true") ? Consequence.CONNECTIONS : Consequence.NAT);
  }

  /** EKS upgrades by one minor version at a time and never downgrades. */
  private static UpdateEffect kubernetesVersion(ModelDifference difference) {
    return kubernetesVersion(text(difference.before()), text(difference.after()));
  }

  static UpdateEffect kubernetesVersion(String before, String after) {
    return before.equals(after)
        ? UpdateEffect.inPlace("the cluster has this version")
        : KubernetesVersions.updateProblem(before, after)
            .map(UpdateEffect::rejected)
            .orElseGet(() -> UpdateEffect.with(Consequence.KUBERNETES_UPDATE));
  }

  private static UpdateEffect gpuNodes(ModelDifference difference) {
    return difference.after().equals(NULL)
        ? UpdateEffect.with(Consequence.NODE_GROUPS)
        : UpdateEffect.inPlace("the group is added");
  }

  private static UpdateEffect ofGroup(ModelDifference difference) {
    return difference.after().isEmpty() ? UpdateEffect.with(Consequence.NODE_GROUPS) : IN_PLACE;
  }

  /** A group that is added interrupts nothing; one that is removed is gone with its nodes. */
  private static UpdateEffect ofGroup(ModelDifference difference, Consequence ofChange) {
    return difference.before().isEmpty() || difference.after().isEmpty()
        ? ofGroup(difference)
        : UpdateEffect.with(ofChange);
  }

  private static UpdateEffect storage(ModelDifference difference) {
    return number(difference.after()) >= number(difference.before())
        ? IN_PLACE
        : UpdateEffect.rejected("the storage of a database cannot shrink");
  }

  private static UpdateEffect removed(ModelDifference difference, String data) {
    return difference.after().equals("true") ? IN_PLACE : UpdateEffect.losing(data);
  }

  /** {@code null} stands for no limit. */
  private static UpdateEffect lowered(ModelDifference difference, String data) {
    return number(difference.after()) < number(difference.before())
        ? UpdateEffect.losing(data.formatted(difference.after()))
        : IN_PLACE;
  }

  private static UpdateEffect certificate(ModelDifference difference) {
    return difference.after().equals(NULL)
        ? UpdateEffect.with(Consequence.LOAD_BALANCERS)
        : IN_PLACE;
  }

  private static long number(String json) {
    JsonNode node = json.isEmpty() ? null : SnakeCaseJson.MAPPER.readTree(json);
    return node != null && node.isNumber() ? node.longValue() : Long.MAX_VALUE;
  }

  private static String text(String json) {
    return json.isEmpty() ? "" : SnakeCaseJson.MAPPER.readTree(json).asString("");
  }

  private static List<String> list(String json) {
    return json.isEmpty()
        ? List.of()
        : SnakeCaseJson.MAPPER
            .readTree(json)
            .valueStream()
            .map(node -> node.asString(""))
            .collect(Collectors.toList());
  }
}
