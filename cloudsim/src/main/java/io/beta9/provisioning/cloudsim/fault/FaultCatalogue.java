package io.beta9.provisioning.cloudsim.fault;

import io.beta9.provisioning.cloudsim.fault.NamedFault.Phase;
import io.beta9.provisioning.cloudsim.fault.NamedFault.Requirement;
import java.util.List;
import java.util.Optional;

/**
 * The faults that the demo shows and that {@code docs/faults.md} lists, each under a name. What
 * passes by itself is limited to a number of calls; everything else lasts until the rules are
 * removed.
 */
public final class FaultCatalogue {
  /** More than the calls of one attempt, with the repetitions of the AWS SDK. */
  private static final int ONE_ATTEMPT = 4;

  private static final List<NamedFault> ALL =
      List.of(
          call("credentials-expired", "temporary credentials expire early", "ec2", "CreateVpc")
              .failsOnce(400, "RequestExpired", "Request has expired."),
          call("account-pending", "the account is not activated yet", "ec2", "CreateVpc")
              .fails(
                  400,
                  "PendingVerification",
                  "Your request for accessing resources in this"
                      + " region is being validated, and you will not be able to launch additional"
                      + " resources in this region until the validation is complete."),
          call("calls-throttled", "EC2 rejects calls because of their rate", "ec2", "CreateSubnet")
              .failsOnce(503, "RequestLimitExceeded", "Request limit exceeded."),
          call("ec2-unavailable", "EC2 answers with internal errors", "ec2", "AllocateAddress")
              .failsOnce(500, "InternalError", "An internal error has occurred"),
          call("iam-unavailable", "IAM answers with internal errors", "iam", "CreateRole")
              .failsOnce(500, "ServiceFailure", "The request processing has failed."),
          call("eks-unavailable", "EKS answers with internal errors", "eks", "CreateCluster")
              .failsOnce(500, "ServerException", "Internal server error"),
          call("rds-unavailable", "RDS answers with internal errors", "rds", "CreateDBInstance")
              .failsOnce(500, "InternalFailure", "The request processing has failed."),
          call("state-bucket-slow", "S3 rejects writes because of their rate", "s3", "PutObject")
              .failsOnce(503, "SlowDown", "Please reduce your request rate."),
          call(
                  "policy-denies-network",
                  "a service control policy denies a call",
                  "ec2",
                  "CreateVpc")
              .fails(
                  403,
                  "UnauthorizedOperation",
                  "You are not authorized to perform this"
                      + " operation with an explicit deny in a service control policy."),
          call("policy-denies-roles", "a permissions boundary denies a call", "iam", "CreateRole")
              .fails(
                  403,
                  "AccessDenied",
                  "User is not authorized to perform: iam:CreateRole with"
                      + " an explicit deny in a permissions boundary"),
          call("policy-denies-cluster", "a policy denies a call", "eks", "CreateCluster")
              .fails(
                  403,
                  "AccessDeniedException",
                  "User is not authorized to perform:" + " eks:CreateCluster"),
          call("policy-denies-secrets", "a policy denies a call", "secretsmanager", "CreateSecret")
              .fails(
                  400,
                  "AccessDeniedException",
                  "User is not authorized to perform:" + " secretsmanager:CreateSecret"),
          call("policy-denies-state-bucket", "a policy denies a call", "s3", "CreateBucket")
              .fails(403, "AccessDenied", "Access Denied"),
          call("policy-denies-key", "a policy denies a call", "kms", "CreateKey")
              .fails(
                  400,
                  "AccessDeniedException",
                  "User is not authorized to perform:" + " kms:CreateKey"),
          condition(
              "permission-missing",
              "the role lacks a permission",
              "deny",
              "rds:CreateDBInstance",
              ""),
          condition("vpc-quota", "no VPC is left of the quota", "quota", "L-F678F1CE", "0"),
          condition("address-quota", "no address is left of the quota", "quota", "L-0263D0A3", "0"),
          condition(
              "nat-gateway-quota",
              "no NAT gateway is left of the quota",
              "quota",
              "L-FE5A380F",
              "0"),
          condition(
              "vcpu-quota", "too few vCPUs are left of the quota", "quota", "L-1216C47A", "4"),
          condition("cluster-quota", "no cluster is left of the quota", "quota", "L-1194D53C", "0"),
          condition(
              "database-quota", "no database is left of the quota", "quota", "L-7B6409FD", "0"),
          condition(
              "cache-quota", "no cache node is left of the quota", "quota", "L-DFE45DF3", "0"),
          call("vpc-limit-at-apply", "another VPC was created after the checks", "ec2", "CreateVpc")
              .fails(400, "VpcLimitExceeded", "The maximum number of VPCs has been reached."),
          call(
                  "address-limit-at-apply",
                  "another address was taken after the checks",
                  "ec2",
                  "AllocateAddress")
              .fails(
                  400,
                  "AddressLimitExceeded",
                  "The maximum number of addresses has been" + " reached."),
          call(
                  "database-limit-at-apply",
                  "another database was created after the checks",
                  "rds",
                  "CreateDBInstance")
              .fails(400, "InstanceQuotaExceeded", "DB Instance quota exceeded"),
          condition(
              "instance-type-not-offered",
              "no zone offers the instance type",
              "instance-not-offered",
              "m6i.large*",
              ""),
          condition(
              "database-not-offered",
              "no zone offers the database's class",
              "rds-not-offered",
              "db.t4g.medium",
              ""),
          call("database-without-capacity", "RDS has no capacity", "rds", "CreateDBInstance")
              .fails(
                  400,
                  "InsufficientDBInstanceCapacity",
                  "The specified DB instance class is not"
                      + " available in the specified Availability Zone."),
          call(
                  "cache-without-capacity",
                  "ElastiCache has no capacity",
                  "elasticache",
                  "CreateReplicationGroup")
              .fails(
                  400,
                  "InsufficientCacheClusterCapacity",
                  "The requested cache node type is not"
                      + " available in the specified Availability Zone."),
          call(
                  "zone-without-clusters",
                  "a zone has no capacity for control planes",
                  "eks",
                  "CreateCluster")
              .fails(
                  400,
                  "UnsupportedAvailabilityZoneException",
                  "Cannot create cluster because us-east-1a, the targeted availability zone, does"
                      + " not currently have sufficient capacity to support the cluster."),
          condition(
              "cluster-fails",
              "the cluster fails while it is created",
              "eks-create-fails",
              "*",
              ""),
          call("key-disabled", "the database's key is disabled", "rds", "CreateDBInstance")
              .fails(400, "KMSKeyNotAccessibleFault", "The specified KMS key is not enabled."),
          call("database-name-taken", "a database of the name exists", "rds", "CreateDBInstance")
              .fails(400, "DBInstanceAlreadyExists", "DB instance already exists"),
          call("vpc-response-lost", "the VPC is created and the response lost", "ec2", "CreateVpc")
              .losesResponse(),
          call(
                  "cluster-response-lost",
                  "the cluster is created and the response lost",
                  "eks",
                  "CreateCluster")
              .losesResponse(),
          call(
                  "database-response-lost",
                  "the database is created and the response lost",
                  "rds",
                  "CreateDBInstance")
              .losesResponse(),
          destroy("network-in-use", "something foreign uses the VPC", "ec2", "DeleteVpc")
              .fails(400, "DependencyViolation", "The vpc has dependencies and cannot be deleted."),
          destroy("database-busy", "the database is being changed", "rds", "DeleteDBInstance")
              .failsOnce(400, "InvalidDBInstanceState", "Instance is not in available state."),
          destroy("role-in-use", "something foreign is attached to a role", "iam", "DeleteRole")
              .fails(
                  409, "DeleteConflict", "Cannot delete entity, must detach all policies first."),
          destroy("cluster-deletion-denied", "a policy denies a call", "eks", "DeleteCluster")
              .fails(
                  403,
                  "AccessDeniedException",
                  "User is not authorized to perform:" + " eks:DeleteCluster"),
          destroy(
                  "cache-busy",
                  "the cache is being changed",
                  "elasticache",
                  "DeleteReplicationGroup")
              .failsOnce(
                  400,
                  "InvalidReplicationGroupState",
                  "Replication group is not in available" + " state."),
          destroy("bucket-deletion-denied", "a bucket policy denies a call", "s3", "DeleteBucket")
              .fails(403, "AccessDenied", "Access Denied"),
          running(
              "nodes-never-join",
              "instances start and do not join the cluster",
              "nodes-never-join",
              "*",
              "Unauthorized"),
          running(
              "instances-without-capacity",
              "no instance can be started",
              "instance-capacity",
              "*",
              ""),
          running(
              "database-never-available",
              "the database fails while it is created",
              "rds-never-available",
              "*",
              "failed: The DB instance has failed due to an incompatible configuration or an"
                  + " underlying storage issue."),
          running(
              "cache-fails",
              "the cache fails while it is created",
              "elasticache-create-fails",
              "*",
              "Insufficient capacity in us-east-1a to create the cache nodes"),
          running(
              "image-not-pulled",
              "the gateway's image cannot be pulled",
              "image-pull",
              "*beta9-gateway*",
              ""),
          running(
              "pods-crash",
              "the gateway's container ends immediately",
              "pods-crash",
              "beta9-gateway",
              ""),
          webhook(
              "webhook-denies",
              "an admission webhook of the customer denies pods",
              "images must be signed"),
          webhook("webhook-times-out", "an admission webhook of the customer does not answer", ""));

  private FaultCatalogue() {}

  /** Returns all faults in the order of the document. */
  public static List<NamedFault> all() {
    return ALL;
  }

  public static Optional<NamedFault> find(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }

  private record CallFault(
      String name, String meaning, Phase phase, String service, String operation) {
    NamedFault fails(int status, String code, String message) {
      return fault(FaultRule.Failure.everyCall(service, operation, status, code, message));
    }

    NamedFault failsOnce(int status, String code, String message) {
      return fault(
          new FaultRule.Failure(
              service, operation, null, 1, ONE_ATTEMPT, status, code, message, false));
    }

    NamedFault losesResponse() {
      return fault(
          new FaultRule.Failure(
              service, operation, null, 1, 1, 500, "InternalError", "The connection broke", true));
    }

    private NamedFault fault(FaultRule rule) {
      return new NamedFault(name, meaning, phase, Requirement.CALLS, List.of(rule));
    }
  }

  private static CallFault call(String name, String meaning, String service, String operation) {
    return new CallFault(name, meaning, Phase.PROVISION, service, operation);
  }

  private static CallFault destroy(String name, String meaning, String service, String operation) {
    return new CallFault(name, meaning, Phase.DESTROY, service, operation);
  }

  private static NamedFault condition(
      String name, String meaning, String condition, String subject, String parameter) {
    return new NamedFault(
        name,
        meaning,
        Phase.PROVISION,
        Requirement.CALLS,
        List.of(new FaultRule.Condition(condition, subject, parameter)));
  }

  private static NamedFault running(
      String name, String meaning, String condition, String subject, String parameter) {
    return new NamedFault(
        name,
        meaning,
        Phase.PROVISION,
        Requirement.TERRAFORM_AND_HELM,
        List.of(new FaultRule.Condition(condition, subject, parameter)));
  }

  /** The webhook is registered in new clusters, and remains when it admits everything again. */
  private static NamedFault webhook(String condition, String meaning, String parameter) {
    String webhook = "policy.example.com";
    return new NamedFault(
        condition,
        meaning,
        Phase.PROVISION,
        Requirement.TERRAFORM_AND_HELM,
        List.of(
            new FaultRule.Condition("admission-webhook", "*", webhook),
            new FaultRule.Condition(condition, webhook, parameter)));
  }
}
