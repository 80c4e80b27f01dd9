package io.beta9.provisioning.onboarding;

import java.util.List;
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

  String accountInArns() {
    return accountId == null ? "*" : accountId;
  }
}
