package io.beta9.provisioning.terraform.plan;

import java.util.Map;
import java.util.Set;

/**
 * What may differ on a resource that was just taken into the state. First what no import reads,
 * because AWS does not know it; then what the provider sets by a second call after the one that
 * makes the thing, and that may be missing when it died between the two.
 */
public final class HarmlessUpdates {
  private static final Set<String> EVERYWHERE = Set.of("timeouts");

  private static final Map<String, Set<String>> BY_TYPE =
      Map.ofEntries(
          Map.entry("aws_db_instance", Set.of("apply_immediately", "password_wo_version")),
          Map.entry("aws_ecr_repository", Set.of("force_delete")),
          Map.entry(
              "aws_eks_addon",
              Set.of("resolve_conflicts_on_create", "resolve_conflicts_on_update")),
          Map.entry("aws_iam_user", Set.of("force_destroy")),
          Map.entry(
              "aws_kms_key",
              Set.of(
                  "bypass_policy_lockout_safety_check",
                  "deletion_window_in_days",
                  "enable_key_rotation",
                  "rotation_period_in_days")),
          Map.entry(
              "aws_launch_template",
              Set.of("update_default_version", "default_version", "latest_version")),
          Map.entry("aws_s3_bucket", Set.of("force_destroy", "tags", "tags_all")),
          Map.entry("aws_vpc", Set.of("enable_dns_hostnames", "enable_dns_support")),
          Map.entry("aws_internet_gateway", Set.of("vpc_id")),
          Map.entry("aws_route", Set.of("nat_gateway_id", "gateway_id", "state", "origin")),
          Map.entry("aws_cloudwatch_log_group", Set.of("retention_in_days", "skip_destroy")),
          Map.entry("aws_db_parameter_group", Set.of("parameter", "skip_destroy")),
          Map.entry("aws_elasticache_parameter_group", Set.of("parameter")));

  private HarmlessUpdates() {}

  public static boolean covers(String type, String attribute) {
    return EVERYWHERE.contains(attribute)
        || BY_TYPE.getOrDefault(type, Set.of()).contains(attribute);
  }
}
