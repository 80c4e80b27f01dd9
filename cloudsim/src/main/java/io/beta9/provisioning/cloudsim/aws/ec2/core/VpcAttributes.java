package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.io.Serializable;

/** What DescribeVpcAttribute tells of a VPC. */
public record VpcAttributes(boolean dnsSupport, boolean dnsHostnames, boolean usageMetrics)
    implements Serializable {

  /** As a VPC is made: names are resolved, instances get none. */
  public static final VpcAttributes INITIAL = new VpcAttributes(true, false, false);
}
