package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.io.Serializable;

/** The attributes of a VPC. */
public record VpcAttributes(boolean dnsSupport, boolean dnsHostnames, boolean usageMetrics)
    implements Serializable {

  /** The attributes of a new VPC: DNS resolution is enabled, DNS hostnames are not. */
  public static final VpcAttributes INITIAL = new VpcAttributes(true, false, false);
}
