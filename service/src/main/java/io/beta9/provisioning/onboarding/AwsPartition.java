package io.beta9.provisioning.onboarding;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A partition of AWS: regions with accounts, ARNs and service endpoints of their own. */
public enum AwsPartition {
  AWS("aws"),
  AWS_CN("aws-cn"),
  AWS_US_GOV("aws-us-gov");

  private final String id;

  AwsPartition(String id) {
    this.id = id;
  }

  /** Returns the partition's name in ARNs. */
  public String id() {
    return id;
  }

  public static Optional<AwsPartition> find(String id) {
    return Arrays.stream(values()).filter(partition -> partition.id.equals(id)).findFirst();
  }

  public static List<String> ids() {
    return Arrays.stream(values()).map(AwsPartition::id).toList();
  }

  /** Returns the partition of a region. */
  public static AwsPartition ofRegion(String region) {
    if (region.startsWith("cn-")) {
      return AWS_CN;
    }
    return region.startsWith("us-gov-") ? AWS_US_GOV : AWS;
  }
}
