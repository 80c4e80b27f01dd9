package io.beta9.provisioning.cloudsim.aws.ec2.compute;

/** Keys of the tags that EKS gives to the instances of a node group. */
public final class NodeTags {
  public static final String CLUSTER = "eks:cluster-name";
  public static final String NODE_GROUP = "eks:nodegroup-name";

  private NodeTags() {}
}
