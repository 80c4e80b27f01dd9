package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.UUID;

/** Generates resource ids in EC2's long format. */
public final class ResourceIds {
  private ResourceIds() {}

  /** Returns the prefix and 17 hexadecimal digits, for example {@code vpc-0c3f…}. */
  public static String next(String prefix) {
    String random = UUID.randomUUID().toString().replace("-", "");
    return prefix + "-0" + random.substring(0, 12) + random.substring(20, 24);
  }
}
