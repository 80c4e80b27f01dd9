package io.beta9.provisioning.terraform.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.cause.ReportedMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Messages that users of Terraform and AWS have reported in public, with what they mean. */
class ReportedMessagesTest {
  static List<ReportedMessage> messagesOfTerraform() {
    return ReportedMessage.ofKind("tf");
  }

  static List<ReportedMessage> messagesOfTheSdk() {
    return ReportedMessage.ofKind("sdk");
  }

  @ParameterizedTest
  @MethodSource("messagesOfTerraform")
  void a_reported_message_is_classified_as_its_cause(ReportedMessage reported) {
    reported.assertRight(
        TerraformFailureClassifier.ofShort("Applying the plan", 1, reported.message()).code());
  }

  @ParameterizedTest
  @MethodSource("messagesOfTheSdk")
  void a_reported_message_of_the_sdk_is_classified_as_its_cause(ReportedMessage reported) {
    reported.assertRight(
        AwsFailures.of("Reading", SdkClientException.create(reported.message())).code());
  }

  @Test
  void what_precedes_a_list_of_errors_identifies_the_lock_of_the_state() {
    assertThat(
            TerraformFailureClassifier.ofShort(
                    "Planning",
                    1,
                    """
                    failed to lock s3 state: 2 errors occurred:
                    \t* ResourceNotFoundException: Requested resource not found
                    \t* ResourceNotFoundException: Requested resource not found\
                    """)
                .code())
        .isEqualTo(FailureCode.STATE_BUCKET_MISSING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TRANSIENT     | modifying RDS DB Instance (x): InvalidDBInstanceState: Database instance is not in available state.
          TRANSIENT     | deleting EC2 Transit Gateway Attachment: IncorrectState: tgw-1 is in invalid state
          TRANSIENT     | deleting EKS Node Group (c:ng): ResourceInUseException: Nodegroup ng currently has an update in progress
          TRANSIENT     | creating EC2 Instance: InvalidParameterValue: Value (beta9) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name
          TRANSIENT     | creating Lambda Function: ServiceException: StatusCode: 500
          TRANSIENT     | Failed to install provider: Error while installing hashicorp/aws v5.100.0: could not query provider registry: the request failed after 2 attempts: 502 Bad Gateway
          TRANSIENT     | reading IAM Role: Post "https://iam.amazonaws.com/": EOF
          TRANSIENT     | toomanyrequests: You have reached your pull rate limit.
          TRANSIENT     | reading S3 Bucket (b): NoSuchBucket: The specified bucket does not exist.
          TRANSIENT     | reading RDS DB Subnet Group: DBSubnetGroupNotFoundFault: DB subnet group 'x' does not exist.
          TRANSIENT     | validating provider credentials: SignatureDoesNotMatch: Signature not yet current: 20260101T000000Z is still later than 20251231T235900Z
          CONFLICT      | deleting EKS Cluster (x): ResourceInUseException: Cluster has nodegroups attached
          CONFLICT      | deleting EC2 Security Group (sg-1): DependencyViolation: resource sg-1 has a dependent object
          CONFLICT      | waiting for EKS Add-On (x:coredns) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: ConfigurationConflict: Conflicts found when trying to apply.
          CONFLICT      | creating S3 Bucket (b): BucketAlreadyExists: The requested bucket name is not available.
          QUOTA         | creating IAM Role (x): LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000
          QUOTA         | creating EKS Cluster (x): InvalidRequestException: The maximum number of clusters has been reached.
          QUOTA         | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: AsgInstanceLaunchFailures: You have exceeded your limit of volume storage.
          CAPACITY      | creating ElastiCache Replication Group: InsufficientCacheClusterCapacity: cache.r6g.large is not available
          CAPACITY      | creating RDS DB Instance: ProvisionedIopsNotAvailableInAZFault: not available
          CONFIGURATION | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: AsgInstanceLaunchFailures: Unsupported - The requested configuration is currently not supported in the Availability Zone us-east-1e
          CONFIGURATION | creating RDS DB Instance: KMSKeyNotAccessibleFault: The specified KMS key does not exist, is not enabled or you do not have permissions to access it.
          CONFIGURATION | creating RDS DB Instance: InvalidParameterValue: The parameter MasterUserPassword is not a valid password.
          CONFIGURATION | creating S3 Bucket (b): BucketRegionError: incorrect region
          CONFIGURATION | creating EC2 Subnet: InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.
          PERMISSION    | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: AsgInstanceLaunchFailures: You are not authorized to perform this operation.
          CONFIGURATION | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: i-1: InsufficientFreeAddresses: The subnets do not have enough free addresses
          TRANSIENT     | waiting for RDS DB Instance (x) create: unexpected state 'configuring-enhanced-monitoring', wanted target 'available'
          TRANSIENT     | registering RDS DB Proxy Target: InvalidDBInstanceState: DB Instance x is in an unsupported state - CREATING, needs to be in [AVAILABLE, MODIFYING, BACKING_UP]
          CONFLICT      | detaching EC2 Internet Gateway (igw-1) from VPC (vpc-1): DependencyViolation: Network vpc-1 has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.
          INTERNAL      | Provider produced inconsistent result after apply
          INTERNAL      | creating EC2 Launch Template: InvalidParameterCombination: Network interfaces and an instance-level security groups may not be specified; you must specify only one of them
          TRANSIENT     | updating RDS DB Instance (x): operation error RDS: ModifyDBInstance, https response error StatusCode: 400, RequestID: a, InvalidDBInstanceStateFault: Cannot modify instance in state 'storage-optimization'
          TRANSIENT     | updating EKS Node Group (c:ng) version: operation error EKS: UpdateNodegroupVersion, https response error StatusCode: 409, RequestID: a, ResourceInUseException: Nodegroup cannot be updated as it is currently not in Active State
          TRANSIENT     | deleting CloudWatch Logs Log Group (/aws/eks/x/cluster): operation error CloudWatch Logs: DeleteLogGroup, https response error StatusCode: 400, RequestID: a, OperationAbortedException: A conflicting operation is currently in progress against this resource. Please try again.
          TRANSIENT     | updating IAM Role (x): operation error IAM: UpdateRole, https response error StatusCode: 409, RequestID: a, api error EntityTemporarilyUnmodifiable: The role is being changed and cannot be modified at this time
          TRANSIENT     | deleting ElastiCache Replication Group (x): operation error ElastiCache: DeleteReplicationGroup, https response error StatusCode: 400, RequestID: a, InvalidReplicationGroupStateFault: Replication group x has status snapshotting which is not valid for deletion.
          TRANSIENT     | tagging resource (arn:aws:rds:us-east-1:1:db:x): operation error RDS: AddTagsToResource, https response error StatusCode: 400, RequestID: a, InvalidDBInstanceState: Instance x is not in a state that permits tagging
          TRANSIENT     | modifying EKS Cluster access config: operation error EKS: UpdateClusterConfig, https response error StatusCode: 409, RequestID: a, ResourceInUseException: Cluster is already at the desired configuration while update 1 is in progress
          TRANSIENT     | reading KMS Key (1): operation error KMS: DescribeKey, https response error StatusCode: 400, RequestID: a, NotFoundException: Key 'arn:aws:kms:us-east-1:1:key/1' does not exist
          TRANSIENT     | creating Route in Route Table (rtb-1) with destination (0.0.0.0/0): operation error EC2: CreateRoute, https response error StatusCode: 400, RequestID: a, api error InvalidNatGatewayID.NotFound: The natGateway ID 'nat-1' does not exist
          CONFLICT      | deleting ECR Repository (x): operation error ECR: DeleteRepository, https response error StatusCode: 400, RequestID: a, RepositoryNotEmptyException: The repository with name 'x' in registry with id '1' cannot be deleted because it still contains images
          CONFLICT      | creating Secrets Manager Secret (x): operation error Secrets Manager: CreateSecret, https response error StatusCode: 400, RequestID: a, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.
          CONFLICT      | deleting EC2 Network Interface (eni-1): operation error EC2: DeleteNetworkInterface, https response error StatusCode: 400, RequestID: a, api error InvalidParameterValue: Network interface 'eni-1' is currently in use.
          CONFLICT      | deleting ElastiCache Subnet Group (x): operation error ElastiCache: DeleteCacheSubnetGroup, https response error StatusCode: 400, RequestID: a, CacheSubnetGroupInUse: Cache subnet group x is currently in use by a cache cluster.
          CONFLICT      | deleting RDS DB Instance (x): operation error RDS: DeleteDBInstance, https response error StatusCode: 400, RequestID: a, InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.
          CONFLICT      | deleting IAM Role (x): operation error IAM: DeleteRole, https response error StatusCode: 409, RequestID: a, DeleteConflict: Cannot delete entity, must remove roles from instance profile first.
          QUOTA         | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-ng-1: AsgInstanceLaunchFailures: Could not launch Spot Instances. MaxSpotInstanceCountExceeded - Max spot instance count exceeded. Launching EC2 instance failed.
          CAPACITY      | waiting for EKS Node Group (c:gpu) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-gpu-1: AsgInstanceLaunchFailures: Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient g5.xlarge capacity in the Availability Zone you requested (us-east-1a). Our system will be working on provisioning additional capacity. Launching EC2 instance failed.
          CONFIGURATION | waiting for EC2 NAT Gateway (nat-1) create: unexpected state 'failed', wanted target 'available'. last error: InsufficientFreeAddressesInSubnet: Subnet has insufficient free addresses to create this NAT gateway
          QUOTA         | authorizing Security Group (sg-1) ingress rules: operation error EC2: AuthorizeSecurityGroupIngress, https response error StatusCode: 400, RequestID: a, api error RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.
          QUOTA         | creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 400, RequestID: a, HostID: b, api error TooManyBuckets: You have attempted to create more buckets than allowed
          QUOTA         | creating ElastiCache Replication Group (x): operation error ElastiCache: CreateReplicationGroup, https response error StatusCode: 400, RequestID: a, NodeQuotaForCustomerExceeded: Creating this would exceed the node quota for this customer
          QUOTA         | creating EKS Cluster (x): operation error EKS: CreateCluster, https response error StatusCode: 400, RequestID: a, ResourceLimitExceededException: You've reached your quota for the maximum number of clusters in this region
          CONFIGURATION | waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-ng-1: AsgInstanceLaunchFailures: Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch
          CONFIGURATION | creating RDS DB Instance (x): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: a, KMSKeyNotAccessibleFault: The specified KMS key [arn:aws:kms:us-east-1:1:key/1] does not exist, is not enabled or you do not have permissions to access it.
          TRANSIENT     | fork/exec .terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5: resource temporarily unavailable
          TRANSIENT     | validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: a, api error SignatureDoesNotMatch: Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T003000Z - 15 min.)
          TRANSIENT     | Error while installing hashicorp/aws v5.100.0: could not query provider registry for registry.terraform.io/hashicorp/aws: failed to retrieve authentication checksums for provider: the request failed after 2 attempts, please try again later: 504 Gateway Timeout returned from github.com
          PERMISSION    | reading Kubernetes version: the server has asked for the client to provide credentials
          PERMISSION    | creating KMS Key: operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: a, api error AccessDeniedException: User: arn:aws:sts::1:assumed-role/Beta9/x is not authorized to perform: kms:TagResource on resource: * because no identity-based policy allows the kms:TagResource action
          CONFIGURATION | creating EKS Add-On (c:coredns): operation error EKS: CreateAddon, https response error StatusCode: 400, RequestID: a, InvalidParameterException: Addon version specified is not supported
          TRANSIENT     | updating RDS DB Instance (x): operation error RDS: ModifyDBInstance, https response error StatusCode: 400, RequestID: a, api error StorageOptimizationInProgress: The storage is being optimized
          TRANSIENT     | Get "https://1234.gr7.us-east-1.eks.amazonaws.com/api/v1/namespaces": x509: certificate signed by unknown authority
          CONFLICT      | creating EKS Access Entry: ResourceInUseException: The specified access entry resource is already in use on this cluster.
          CONFIGURATION | reading S3 Bucket (x): operation error S3: HeadBucket, https response error StatusCode: 301, RequestID: a, HostID: b, api error MovedPermanently: Moved Permanently
          CONFIGURATION | creating RDS DB Instance (x): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: a, InvalidParameterValue: Invalid storage size for engine name postgres and storage type gp3: 10
          CONFIGURATION | creating EC2 Volume: UnknownVolumeType: Unknown volume type 'gp9'
          CONFIGURATION | putting S3 Bucket (b): AllAccessDisabled: All access to this bucket has been disabled
          CONFIGURATION | creating S3 Bucket (b): NotSignedUp: Your account is not signed up for the service
          CONFIGURATION | creating EKS Cluster (x): region ap-east-1 is not enabled for this account
          CONFIGURATION | reading EC2 AMI: InvalidAMIID.NotFound: The image id '[ami-1]' does not exist
          CONFIGURATION | reading RDS engine version (postgres): empty result
          CONFIGURATION | waiting for ACM Certificate (c) issued: last state PENDING_VALIDATION
          CONFIGURATION | creating RDS DB Instance (x): Choose a zone that has two subnets, and try again
          CONFLICT      | modifying RDS DB Instance (x): InvalidDBInstanceState: Instance x is in state storage-full
          CONFLICT      | deleting EC2 Network Interface (eni-1): OperationNotPermitted: You are not allowed to manage 'ela-attach' attachments.
          CONFLICT      | waiting for EKS Node Group (c:ng) update: unexpected state 'Failed', wanted target 'Successful'. last error: Ec2LaunchTemplateNotFound: The launch template does not exist
          CONFLICT      | updating Route53 Record (r): InvalidChangeBatch: the values given do not match the current values
          TRANSIENT     | creating EKS Node Group (c:ng): InvalidRequestException: Cluster 'c' is not in ACTIVE status
          TRANSIENT     | updating EKS Pod Identity Association (a): ResourceInUseException: The association is being updated
          TRANSIENT     | updating Auto Scaling Group (g): ResourceContention: There is a pending update
          TRANSIENT     | creating EC2 NAT Gateway: IdempotentParameterMismatch: The client token was used with other parameters
          TRANSIENT     | creating EC2 Tags (vpc-1): InvalidID: The ID 'vpc-1' is not valid
          TRANSIENT     | failed to retrieve credentials: operation error STS: AssumeRoleWithWebIdentity: request send failed, dial tcp 10.0.0.1:443: i/o timeout
          TRANSIENT     | reading KMS Key (k): KeyUnavailableException: The key was not available. You can retry the request.
          TRANSIENT     | registry service is unreachable
          TRANSIENT     | rpc error: code = Canceled desc = context canceled
          TRANSIENT     | Received fatal alert: handshake_failure
          TRANSIENT     | Unable to tunnel through proxy. Proxy returns "HTTP/1.1 503 Service Unavailable"
          INTERNAL      | creating EC2 Instance: InvalidParameterValue: the parameter B must be provided
          INTERNAL      | creating ELBv2 Listener: ValidationError: Requests must contain either a port or a protocol
          INTERNAL      | Provider produced inconsistent final plan: an invalid new value
          TIMEOUT       | ResourceNotReady: failed waiting for the state
          QUOTA         | creating EC2 Instance: your quota allows for 0 more instances
          CAPACITY      | launching: too few instances returned
          """)
  void other_messages_of_the_same_kinds_are_classified_alike(
      FailureClass expected, String message) {
    Failure failure = TerraformFailureClassifier.ofShort("Applying the plan", 1, message);

    assertThat(failure.code().failureClass()).as("%s", failure).isEqualTo(expected);
  }
}
