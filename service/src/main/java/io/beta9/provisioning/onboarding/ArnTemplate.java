package io.beta9.provisioning.onboarding;

import java.util.Map;

/**
 * ARNs and values of conditions that differ between accounts and environments. Policies contain
 * patterns for all environments of an account, a simulation the names of one environment.
 */
final class ArnTemplate {
  static final String ANY = "*";

  /** The name of every resource of an environment begins with this. */
  static final String NAME = "{name}";

  static final String ENVIRONMENT = "{environment}";
  static final String BUCKET = "{bucket}";

  private ArnTemplate() {}

  /** Returns the ARN of a resource in any region of a service. */
  static String regional(String service, String resource) {
    return "arn:{partition}:" + service + ":{region}:{account}:" + resource;
  }

  static String iam(String resource) {
    return "arn:{partition}:iam::{account}:" + resource;
  }

  /** Returns the ARN of a managed policy of AWS. */
  static String awsPolicy(String name) {
    return "arn:{partition}:iam::aws:policy/" + name;
  }

  static String s3(String bucketAndKey) {
    return "arn:{partition}:s3:::" + bucketAndKey;
  }

  /** Returns a template with its placeholders replaced by these values. */
  static String fill(String template, Map<String, String> values) {
    String filled = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    return filled;
  }
}
