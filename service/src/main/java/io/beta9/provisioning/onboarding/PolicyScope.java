package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.HashMap;
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
 * @param bucketPrefixes what the names of the environments' buckets begin with
 */
public record PolicyScope(
    AwsPartition partition,
    @Nullable String accountId,
    List<String> regions,
    @Nullable String permissionsBoundary,
    List<String> bucketPrefixes) {
  /** The prefix of buckets in meta-configs that name none. */
  private static final List<String> DEFAULT_BUCKET_PREFIXES = List.of("beta9");

  public PolicyScope {
    regions = List.copyOf(regions);
    bucketPrefixes = List.copyOf(bucketPrefixes);
  }

  /** Creates a scope with the default prefix of buckets. */
  public PolicyScope(
      AwsPartition partition,
      @Nullable String accountId,
      List<String> regions,
      @Nullable String permissionsBoundary) {
    this(partition, accountId, regions, permissionsBoundary, DEFAULT_BUCKET_PREFIXES);
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
    return new PolicyScope(partition, accountId, regions, name, bucketPrefixes);
  }

  /** Returns this scope with other prefixes of buckets; the default one if there is none. */
  public PolicyScope withBucketPrefixes(List<String> prefixes) {
    return new PolicyScope(
        partition,
        accountId,
        regions,
        permissionsBoundary,
        prefixes.isEmpty() ? DEFAULT_BUCKET_PREFIXES : prefixes);
  }

  /**
   * Returns the patterns for all environments that a template in {@link ArnTemplate} stands for.
   */
  List<String> fill(String template) {
    if (!template.contains(ArnTemplate.BUCKET)) {
      return List.of(ArnTemplate.fill(template, placeholders()));
    }
    return bucketPrefixes.stream()
        .map(
            prefix -> {
              Map<String, String> values = new HashMap<>(placeholders());
              values.put(ArnTemplate.BUCKET, prefix + "-????????????");
              return ArnTemplate.fill(template, values);
            })
        .toList();
  }

  private Map<String, String> placeholders() {
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
        "env_*");
  }
}
