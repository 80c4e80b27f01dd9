package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.UUID;

/** New resource ids, in EC2's long form. */
public final class ResourceIds {
  private ResourceIds() {}

  /** For example {@code vpc-0c3f…}: the prefix, and 17 hexadecimal digits. */
  public static String next(String prefix) {
    String random = UUID.randomUUID().toString().replace("-", "");
    return prefix + "-0" + random.substring(0, 12) + random.substring(20, 24);
  }
}
