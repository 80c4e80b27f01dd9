package io.beta9.provisioning.onboarding;

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

  /** Returns the partition of a region. */
  public static AwsPartition ofRegion(String region) {
    if (region.startsWith("cn-")) {
      return AWS_CN;
    }
    return region.startsWith("us-gov-") ? AWS_US_GOV : AWS;
  }
}
