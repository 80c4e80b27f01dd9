package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a permission policy is restricted to.
 *
 * @param accountId the account; null for any, which makes no difference for the role but in ARNs
 * @param regions the regions in which regional services may be called; empty for all
 * @param permissionsBoundary the name of the managed policy that every created role and user must
 *     have as its permissions boundary; null if none is required
 */
public record PolicyScope(
    AwsPartition partition,
    @Nullable String accountId,
    List<String> regions,
    @Nullable String permissionsBoundary) {
  public PolicyScope {
    regions = List.copyOf(regions);
  }

  /** Returns a scope without restrictions in a partition. */
  public static PolicyScope anyAccount(AwsPartition partition) {
    return new PolicyScope(partition, null, List.of(), null);
  }

  /** Returns the scope of one account in these regions. */
  public static PolicyScope of(String accountId, List<String> regions) {
    AwsPartition partition =
        regions.isEmpty() ? AwsPartition.AWS : AwsPartition.ofRegion(regions.getFirst());
    return new PolicyScope(partition, accountId, regions, null);
  }

  /** Returns this scope with a required permissions boundary; null for none. */
  public PolicyScope withPermissionsBoundary(@Nullable String name) {
    return new PolicyScope(partition, accountId, regions, name);
  }

  /**
   * Returns the values of the placeholders in {@link ArnTemplate}: patterns for all environments.
   */
  Map<String, String> placeholders() {
    return Map.of(
        "{partition}",
        partition.id(),
        "{account}",
        accountId == null ? ArnTemplate.ANY : accountId,
        "{region}",
        ArnTemplate.ANY,
        ArnTemplate.NAME,
        ResourceNaming.NAME_PREFIX + "*",
        ArnTemplate.ENVIRONMENT,
        "env_*",
        ArnTemplate.BUCKET,
        "*-????????????");
  }
}
