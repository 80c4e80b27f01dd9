package io.beta9.provisioning.partition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A partition of AWS: regions with accounts, credentials, ARNs and host names of their own. Nothing
 * of one partition can be used in another; in particular, no role can be assumed across partitions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">Partitions</a>
 */
public enum AwsPartition {
  AWS("aws", "amazonaws.com", "us-east-1"),
  AWS_CN("aws-cn", "amazonaws.com.cn", "cn-north-1"),
  AWS_US_GOV("aws-us-gov", "amazonaws.com", "us-gov-west-1");

  private final String id;
  private final String dnsSuffix;
  private final String globalRegion;

  AwsPartition(String id, String dnsSuffix, String globalRegion) {
    this.id = id;
    this.dnsSuffix = dnsSuffix;
    this.globalRegion = globalRegion;
  }

  /** Returns the partition's name in ARNs. */
  public String id() {
    return id;
  }

  /** Returns the suffix of the host names of services. */
  public String dnsSuffix() {
    return dnsSuffix;
  }

  /** Returns the region in which services without regions are called, such as IAM. */
  public String globalRegion() {
    return globalRegion;
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

  /** Returns the partition of an ARN; empty if it is none, or of a partition that is not known. */
  public static Optional<AwsPartition> ofArn(String arn) {
    String[] parts = arn.split(":", 3);
    return parts.length == 3 && parts[0].equals("arn") ? find(parts[1]) : Optional.empty();
  }

  /** Returns a regular expression that matches the name of any of these partitions. */
  public static String pattern() {
    return "(?:" + String.join("|", ids()) + ")";
  }

  /** Returns the ARN of a resource that belongs to a region. */
  public String arn(String service, String region, String account, String resource) {
    return "arn:" + id + ":" + service + ":" + region + ":" + account + ":" + resource;
  }

  /** Returns the ARN of a role, user or policy of an account, or of its root. */
  public String iamArn(String account, String resource) {
    return arn("iam", "", account, resource);
  }

  /** Returns the ARN of a bucket, or of objects in it. */
  public String s3Arn(String bucketAndKey) {
    return arn("s3", "", "", bucketAndKey);
  }

  /** Returns the host name of a service in a region of this partition. */
  public String host(String service, String region) {
    return service + "." + region + "." + dnsSuffix;
  }
}
