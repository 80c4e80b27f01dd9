package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CAPACITY;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.QUOTA;

/** Quotas of the account, and AWS's capacity for instance types. */
final class CapacityFailures {
  static final String REQUEST = "'./provisioner env request-quota {environment}'";

  private static final String RETRIED =
      "[No attempt follows ({attempts} made): |Retried automatically for about an hour, with all"
          + " zones in use. If the error persists, ]";

  private static final String OTHER_DATABASE =
      "[another data.postgres.size ({alternatives} are offered in these"
          + " zones)[, or add a zone that offers it to network.availability_zones"
          + " ({other_zones})]|another data.postgres.size, or add a zone that offers it to"
          + " network.availability_zones ({other_zones})|another data.postgres.size, or add a zone"
          + " to network.availability_zones], with './provisioner env update {environment} -f"
          + " FILE'";

  static final FailureDefinition QUOTA_EXCEEDED =
      FailureDefinition.ofActivity(
          QUOTA,
          "A service quota of the account is too low.",
          "[the quota '{quota}' is {limit}, of which {used} are in use, and {needed}"
              + " more are required|{reported}]",
          REQUEST
              + " requests the increase[, or 'aws service-quotas request-service-quota-increase"
              + " --region {region} --service-code {service} --quota-code {quota_code}"
              + " --desired-value {desired}'| of {service}, {quota_code}|]. When AWS has raised it,"
              + " or some of it is free, retry");

  static final FailureDefinition VPC_QUOTA =
      FailureDefinition.ofActivity(
          QUOTA,
          "The account's quota of VPCs in the region is exhausted.",
          "{reported}",
          REQUEST
              + " requests more 'VPCs per Region' (L-F678F1CE). When AWS has raised the quota, or"
              + " an unused VPC is deleted, retry");

  static final FailureDefinition ADDRESS_QUOTA =
      FailureDefinition.ofActivity(
          QUOTA,
          "The account's quota of Elastic IP addresses is exhausted.",
          "{reported}",
          REQUEST
              + " requests more 'EC2-VPC Elastic IPs' (L-0263D0A3). When AWS has raised the quota,"
              + " or an address is released, retry");

  static final FailureDefinition NAT_GATEWAY_QUOTA =
      FailureDefinition.ofActivity(
          QUOTA,
          "The account's quota of NAT gateways is exhausted.",
          "{reported}",
          REQUEST
              + " requests more 'NAT gateways per Availability Zone' (L-FE5A380F). When AWS has"
              + " raised the quota, retry");

  static final FailureDefinition VCPU_QUOTA =
      FailureDefinition.ofActivity(
          QUOTA,
          "The account's vCPU quota of an instance family is exhausted.",
          "{reported}",
          REQUEST
              + " requests more vCPUs of running On-Demand instances of that family. When AWS has"
              + " raised the quota, retry");

  static final FailureDefinition NO_CAPACITY =
      FailureDefinition.ofActivity(
          CAPACITY,
          "AWS currently has no capacity for the requested type in the requested zones.",
          FailureDefinition.NODE_REPORT
              + "AWS currently has no capacity[ for {instance_type} in {zones}]"
              + FailureDefinition.NODE_DETAILS,
          RETRIED
              + "add [a zone that offers it ({other_zones})|another zone] to"
              + " network.availability_zones (at most three; existing ones stay), or choose another"
              + " cluster.profile or another size");

  static final FailureDefinition INSTANCE_TYPE_NOT_OFFERED =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "AWS does not offer an instance type in any of the requested zones.",
          FailureDefinition.NODE_REPORT
              + "AWS does not offer [{instance_type} in any of {zones}|it in the requested zones]"
              + FailureDefinition.NODE_DETAILS,
          "Add [a zone that offers it ({other_zones})|another zone] to network.availability_zones"
              + " (at most three; existing ones stay), or choose another cluster.profile or another"
              + " gpu_type");

  static final FailureDefinition INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE =
      new FailureDefinition(
          CONFIGURATION,
          "Warning: AWS does not offer an instance type in some of the requested zones.",
          FailureDefinition.ACCOUNT_WARNING,
          "[node group {node_group}: ]AWS does not offer {instance_type} in {zones}",
          "No action needed: the nodes of this group are placed in the other zones");

  static final FailureDefinition DATABASE_NOT_OFFERED =
      new FailureDefinition(
          CONFIGURATION,
          "RDS does not offer the instance class in enough of the requested zones.",
          "[{activity} failed[ for {subject}]|" + FailureDefinition.ACCOUNT_REJECTED + "]",
          "[RDS offers {instance_type} in [only {offered_zones}|none] of {zones}[, and the"
              + " database with its standby requires {needed} zones]|{reported}]",
          "Choose " + OTHER_DATABASE);

  static final FailureDefinition DATABASE_NO_CAPACITY =
      FailureDefinition.ofActivity(
          CAPACITY,
          "RDS currently has no capacity for the instance class in the requested zones.",
          "{reported}",
          RETRIED + "choose " + OTHER_DATABASE);

  private CapacityFailures() {}
}
