package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;

/** What the checks find before anything is created: names, permissions, zones. */
final class PreflightFailures {

  static final FailureDefinition NAME_TAKEN =
      new FailureDefinition(
          CONFLICT,
          "A name that the environment needs is in use.",
          FailureDefinition.ACCOUNT_REJECTED,
          "{subject} exists and belongs to [{owner}|an unknown owner]",
          "Delete it if it is unused, or choose another name; then retry");

  static final FailureDefinition BUCKET_NAME_TAKEN =
      new FailureDefinition(
          CONFLICT,
          "Warning: a bucket of the environment's name exists and has no tag of an environment.",
          FailureDefinition.ACCOUNT_WARNING,
          "{subject} exists and has no tag of an environment",
          "If it is not from an interrupted run, choose another data.object_store.bucket_prefix");

  static final FailureDefinition PERMISSIONS_MISSING =
      new FailureDefinition(
          PERMISSION,
          "The role lacks permissions that creating the environment requires.",
          FailureDefinition.ACCOUNT_REJECTED,
          "{role} is not allowed to perform {actions}",
          "Apply the policies of `./provisioner onboarding aws` to the role, or allow these"
              + " actions in its own policies; then retry");

  static final FailureDefinition PERMISSIONS_UNCERTAIN =
      new FailureDefinition(
          PERMISSION,
          "Warning: permissions of the role depend on conditions that cannot be"
              + " evaluated in advance.",
          FailureDefinition.ACCOUNT_WARNING,
          "whether {role} is allowed to perform {actions} depends on conditions that"
              + " cannot be evaluated in advance",
          "No action needed if the conditions hold for the tags and names of this environment");

  static final FailureDefinition PERMISSIONS_NOT_CHECKED =
      new FailureDefinition(
          PERMISSION,
          "Warning: the role is not allowed to simulate its own permissions.",
          FailureDefinition.ACCOUNT_WARNING,
          "the role is not allowed to simulate its own permissions, so it is unknown"
              + " whether they suffice",
          "To have the permissions checked in advance, allow iam:SimulatePrincipalPolicy"
              + " on {role}");

  static final FailureDefinition ZONE_UNAVAILABLE =
      new FailureDefinition(
          CONFIGURATION,
          "The account cannot use a requested availability zone, or EKS has no control planes in"
              + " it.",
          FailureDefinition.ACCOUNT_REJECTED,
          "the account or EKS cannot use {zones}",
          "Choose network.availability_zones from {other_zones}");

  static final FailureDefinition ZONE_LOST =
      new FailureDefinition(
          CONFIGURATION,
          "Warning: an availability zone that the environment uses is not available.",
          FailureDefinition.ACCOUNT_WARNING,
          "AWS reports {zones} as not available, and the environment has subnets there",
          "No action needed if the operation succeeds. The zones of an environment cannot be"
              + " exchanged: if it fails, retry when the AWS Health Dashboard reports the zone as"
              + " available again");

  static final FailureDefinition KUBERNETES_VERSION_NOT_OFFERED =
      new FailureDefinition(
          CONFIGURATION,
          "EKS does not offer the Kubernetes version.",
          FailureDefinition.ACCOUNT_REJECTED,
          "EKS does not offer Kubernetes {version} in this region",
          "Set cluster.kubernetes_version to one of {versions}, then retry");

  static final FailureDefinition KUBERNETES_VERSION_OF_CLUSTER =
      new FailureDefinition(
          CONFIGURATION,
          "The cluster has a Kubernetes version from which it cannot be updated to the requested"
              + " one: an earlier update was interrupted, or AWS has updated the cluster at the end"
              + " of its support.",
          FailureDefinition.ACCOUNT_REJECTED,
          "the cluster has Kubernetes {present} and cannot be updated to {version}: EKS updates by"
              + " one minor version at a time, and never back",
          "Set cluster.kubernetes_version to one of {versions}");

  static final FailureDefinition KUBERNETES_NODES_BEHIND =
      new FailureDefinition(
          CONFIGURATION,
          "The nodes have an older Kubernetes version than the control plane, so that EKS does not"
              + " update it.",
          FailureDefinition.ACCOUNT_REJECTED,
          "the nodes of {node_group} have an older version than the control plane, {present}, which"
              + " EKS does not update to {version} before they have its version",
          "Set cluster.kubernetes_version to {present}, update the environment, and repeat this"
              + " update when it is ready");

  static final FailureDefinition KUBERNETES_VERSION_EXTENDED_SUPPORT =
      new FailureDefinition(
          CONFIGURATION,
          "Warning: the Kubernetes version is in extended support, in which a cluster costs six"
              + " times as much.",
          FailureDefinition.ACCOUNT_WARNING,
          "Kubernetes {version} is in extended support, in which a cluster costs six times as much",
          "Update cluster.kubernetes_version, one minor version at a time, to one in standard"
              + " support: {versions}");

  private PreflightFailures() {}
}
