package io.beta9.provisioning.cloudsim.aws.ec2;

import java.io.Serializable;

/** What DescribeVpcAttribute tells of a VPC. */
record VpcAttributes(boolean dnsSupport, boolean dnsHostnames, boolean usageMetrics)
    implements Serializable {

  /** As a VPC is made: names are resolved, instances get none. */
  static final VpcAttributes INITIAL = new VpcAttributes(true, false, false);
}
