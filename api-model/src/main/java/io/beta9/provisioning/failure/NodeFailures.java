package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.BOOTSTRAP;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;
import static io.beta9.provisioning.failure.FailureClass.QUOTA;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;

/** Nodes that do not join the cluster or do not become ready. */
final class NodeFailures {
  private static final String NODES = "[{nodes}; {reported}|{nodes}|{reported}|nodes are missing]";

  static final FailureDefinition NODE_ROLE_POLICIES_MISSING =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The role of the nodes lacks a required policy.",
          FailureDefinition.NODE_REPORT
              + "the nodes' role {role} lacks {policies}"
              + FailureDefinition.NODE_DETAILS,
          "Retry: Terraform attaches them again. If they are detached again, find out in"
              + " CloudTrail (DetachRolePolicy) by whom");

  static final FailureDefinition NODE_ROLE_DENIED =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The nodes are denied access to the cluster.",
          NODES + FailureDefinition.NODE_DETAILS,
          "Check that the nodes' role has AmazonEKSWorkerNodePolicy,"
              + " AmazonEKS_CNI_Policy and AmazonEC2ContainerRegistryReadOnly and an access"
              + " entry of type EC2_LINUX, then retry");

  static final FailureDefinition NODE_ROLE_MISSING =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The role or the instance profile of the nodes does not exist.",
          NODES + FailureDefinition.NODE_DETAILS,
          "Retry: Terraform creates the nodes' role again");

  static final FailureDefinition NODE_SECURITY_GROUPS =
      FailureDefinition.ofActivity(
          CONFLICT,
          "Security groups block traffic that the nodes need.",
          FailureDefinition.NODE_REPORT
              + "[the security groups of the nodes"
              + " ({security_groups}) and of the control plane ({control_plane_group}) do not"
              + " allow {blocked}|{blocked}]"
              + FailureDefinition.NODE_DETAILS,
          "Retry: Terraform restores the rules of its own groups. A rule of the group"
              + " that EKS created (all traffic from itself, all traffic out) has to be added"
              + " with 'aws ec2 authorize-security-group-ingress' or '…-egress'");

  static final FailureDefinition NO_FREE_ADDRESSES =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The subnets of the nodes have no free addresses.",
          FailureDefinition.NODE_REPORT
              + "[no address is free in {subnets}|the"
              + " subnets have no free address]"
              + FailureDefinition.NODE_DETAILS,
          "Delete what uses addresses there ('aws ec2 describe-network-interfaces' lists"
              + " it), then retry. If the environment itself uses them, create a new one with"
              + " a larger network.cidr");

  static final FailureDefinition INSTANCE_QUOTA =
      FailureDefinition.ofActivity(
          QUOTA,
          "The account's vCPU quota does not allow more nodes.",
          NODES + FailureDefinition.NODE_DETAILS,
          CapacityFailures.REQUEST
              + " requests more vCPUs of this family (EC2, On-Demand instances). When AWS has"
              + " raised the quota, retry");

  static final FailureDefinition INSTANCES_NOT_LAUNCHED =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "The Auto Scaling group could not launch instances.",
          NODES + FailureDefinition.NODE_DETAILS,
          "Read the activity of the node group's Auto Scaling group, fix the cause, then retry");

  static final FailureDefinition NODES_NOT_JOINED =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "Instances are running but did not join the cluster.",
          "[{nodes}; ][{reported}; ][node group {node_group}: instances are running but did not"
              + " join the cluster, although the policies of the role, the security groups and the"
              + " subnets are as required|instances did not join the cluster]"
              + FailureDefinition.NODE_DETAILS,
          "Read the console of an instance ('aws ec2 get-console-output'); check that"
              + " the subnets reach the internet through their NAT gateway and the cluster's"
              + " endpoint on port 443, the policies of the nodes' role"
              + " (AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy,"
              + " AmazonEC2ContainerRegistryReadOnly), the security groups and the free"
              + " addresses of the subnets; then retry");

  static final FailureDefinition NODES_NOT_READY =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "Nodes joined the cluster but are not ready.",
          "{nodes}[; joined and not ready: {unready}]" + FailureDefinition.NODE_DETAILS,
          "Check the add-ons vpc-cni and kube-proxy on these nodes, then retry");

  static final FailureDefinition NODES_NOT_DRAINED =
      FailureDefinition.ofActivity(
          TIMEOUT,
          "Pods could not be moved off nodes that are replaced.",
          "pods remain on nodes of {node_group}: {workloads}",
          "Look for the disruption budgets that do not allow to move them ('kubectl get pdb -A')"
              + " and for pods that do not start elsewhere, then run './provisioner env retry"
              + " {environment}': the old nodes are kept until then");

  private NodeFailures() {}
}
