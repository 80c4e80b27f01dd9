package io.beta9.provisioning.cloudsim.aws;

/**
 * A partition of AWS. Accounts, credentials and ARNs of one partition do not exist in another one.
 */
public enum Partition {
  AWS("aws", "amazonaws.com", "us-east-1"),
  AWS_CN("aws-cn", "amazonaws.com.cn", "cn-north-1"),
  AWS_US_GOV("aws-us-gov", "amazonaws.com", "us-gov-west-1");

  /** A regular expression that matches the beginning of an ARN in any partition. */
  public static final String ANY_ARN = "arn:aws(?:-cn|-us-gov)?";

  private final String id;
  private final String dnsSuffix;
  private final String globalRegion;

  Partition(String id, String dnsSuffix, String globalRegion) {
    this.id = id;
    this.dnsSuffix = dnsSuffix;
    this.globalRegion = globalRegion;
  }

  /** Returns the suffix of the host names of services. */
  public String dnsSuffix() {
    return dnsSuffix;
  }

  /** Returns the region in which services without regions are. */
  public String globalRegion() {
    return globalRegion;
  }

  /** Returns the partition of a region. */
  public static Partition ofRegion(String region) {
    if (region.startsWith("cn-")) {
      return AWS_CN;
    }
    return region.startsWith("us-gov-") ? AWS_US_GOV : AWS;
  }

  /** Returns the partition of an ARN. */
  public static Partition ofArn(String arn) {
    for (Partition partition : values()) {
      if (arn.startsWith("arn:" + partition.id + ":")) {
        return partition;
      }
    }
    return AWS;
  }

  /** Returns an ARN; region and account may be empty. */
  public String arn(String service, String region, String account, String resource) {
    return "arn:" + id + ":" + service + ":" + region + ":" + account + ":" + resource;
  }

  public String iamArn(String account, String resource) {
    return arn("iam", "", account, resource);
  }

  public String s3Arn(String bucketAndKey) {
    return arn("s3", "", "", bucketAndKey);
  }
}
