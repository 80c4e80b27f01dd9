package io.beta9.provisioning.terraform.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that users of Terraform and AWS have reported in public, with what they mean. */
class ReportedMessagesTest {
  private static final Path FILE = Path.of("src/test/resources/reported-messages.tsv");

  /** A message, and the classes and the party that are right for it. */
  record ReportedMessage(
      String message, String source, Set<FailureClass> classes, ResponsibleParty responsible) {
    @Override
    public String toString() {
      return source;
    }
  }

  static List<ReportedMessage> messages() throws IOException {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines
          .skip(1)
          .map(line -> line.split("\t", -1))
          .filter(fields -> fields[1].equals("tf"))
          .map(
              fields ->
                  new ReportedMessage(
                      fields[2].replace("\\n", "\n").replace("\\t", "\t"),
                      fields[3],
                      Stream.of(fields[4].split("\\|"))
                          .map(FailureClass::valueOf)
                          .collect(Collectors.toSet()),
                      fields[5].equals("NOBODY")
                          ? ResponsibleParty.NONE
                          : ResponsibleParty.valueOf(fields[5])))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_reported_message_is_classified_as_its_cause(ReportedMessage reported) {
    Failure failure =
        TerraformFailureClassifier.ofShort("Applying the plan", 1, reported.message());

    assertThat(reported.classes()).as("%s", failure).contains(failure.code().failureClass());
    assertThat(failure.code().responsible()).as("%s", failure).isEqualTo(reported.responsible());
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
          """)
  void other_messages_of_the_same_kinds_are_classified_alike(
      FailureClass expected, String message) {
    Failure failure = TerraformFailureClassifier.ofShort("Applying the plan", 1, message);

    assertThat(failure.code().failureClass()).as("%s", failure).isEqualTo(expected);
  }
}
