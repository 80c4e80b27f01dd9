package io.beta9.provisioning.failure.text;

/** Traffic that nodes need and that security groups may block. */
public enum BlockedTraffic implements Fact {
  NODES_EGRESS("egress from the nodes to the control plane on port 443"),
  CONTROL_PLANE_INGRESS("ingress at the control plane from the nodes on port 443"),
  NODES_INGRESS("ingress at the nodes from the control plane on the kubelet's port 10250"),
  CONTROL_PLANE_EGRESS("egress from the control plane to the nodes on port 10250");

  private final String description;

  BlockedTraffic(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}
