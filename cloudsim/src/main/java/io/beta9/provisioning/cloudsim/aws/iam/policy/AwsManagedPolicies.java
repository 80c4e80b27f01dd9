package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.PolicyEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/**
 * The AWS managed policies that an EKS stack attaches. Their documents are shorter than, but
 * equivalent to, the real ones.
 */
public final class AwsManagedPolicies {
  private static final Pattern ARN = Pattern.compile(Partition.ANY_ARN + ":iam::aws:policy(/.+)");
  private static final Instant CREATED = Instant.parse("2018-05-27T21:06:14Z");

  /** The allowed actions by the last part of the ARN. */
  private static final TreeMap<String, List<String>> ALLOWED_ACTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("AdministratorAccess", List.of("*")),
              Map.entry(
                  "PowerUserAccess",
                  List.of("ec2:*", "eks:*", "rds:*", "s3:*", "elasticache:*", "kms:*", "logs:*")),
              Map.entry("ReadOnlyAccess", List.of("*:Describe*", "*:List*", "*:Get*")),
              Map.entry("AmazonS3FullAccess", List.of("s3:*", "s3-object-lambda:*")),
              Map.entry("AmazonRDSFullAccess", List.of("rds:*", "ec2:Describe*")),
              Map.entry("AmazonVPCFullAccess", List.of("ec2:*")),
              Map.entry("IAMFullAccess", List.of("iam:*", "organizations:Describe*")),
              Map.entry(
                  "AmazonEKSClusterPolicy",
                  List.of(
                      "autoscaling:DescribeAutoScalingGroups",
                      "autoscaling:UpdateAutoScalingGroup",
                      "ec2:AttachVolume",
                      "ec2:AuthorizeSecurityGroupIngress",
                      "ec2:CreateRoute",
                      "ec2:CreateSecurityGroup",
                      "ec2:CreateTags",
                      "ec2:CreateVolume",
                      "ec2:DeleteRoute",
                      "ec2:DeleteSecurityGroup",
                      "ec2:DeleteVolume",
                      "ec2:Describe*",
                      "ec2:DetachVolume",
                      "ec2:Modify*",
                      "ec2:RevokeSecurityGroupIngress",
                      "elasticloadbalancing:*",
                      "kms:DescribeKey")),
              Map.entry(
                  "AmazonEKSServicePolicy",
                  List.of(
                      "ec2:CreateNetworkInterface*", "ec2:Describe*", "eks:UpdateClusterVersion")),
              Map.entry(
                  "AmazonEKSVPCResourceController",
                  List.of("ec2:*NetworkInterface*", "ec2:*PrivateIpAddresses", "ec2:CreateTags")),
              Map.entry(
                  "AmazonEKSWorkerNodePolicy",
                  List.of(
                      "ec2:Describe*", "eks:DescribeCluster", "eks-auth:AssumeRoleForPodIdentity")),
              Map.entry(
                  "AmazonEKSWorkerNodeMinimalPolicy", List.of("eks-auth:AssumeRoleForPodIdentity")),
              Map.entry(
                  "AmazonEKS_CNI_Policy",
                  List.of(
                      "ec2:*NetworkInterface*",
                      "ec2:*PrivateIpAddresses",
                      "ec2:CreateTags",
                      "ec2:DescribeInstances",
                      "ec2:DescribeInstanceTypes",
                      "ec2:DescribeSubnets",
                      "ec2:DescribeTags")),
              Map.entry(
                  "AmazonEC2ContainerRegistryReadOnly",
                  List.of(
                      "ecr:BatchCheckLayerAvailability",
                      "ecr:BatchGetImage",
                      "ecr:Describe*",
                      "ecr:Get*",
                      "ecr:List*")),
              Map.entry(
                  "AmazonEC2ContainerRegistryPullOnly",
                  List.of(
                      "ecr:BatchGetImage",
                      "ecr:BatchImportUpstreamImage",
                      "ecr:GetAuthorizationToken",
                      "ecr:GetDownloadUrlForLayer")),
              Map.entry("AmazonEC2ContainerRegistryPowerUser", List.of("ecr:*")),
              Map.entry("AmazonEC2ContainerRegistryFullAccess", List.of("ecr:*")),
              Map.entry(
                  "AmazonSSMManagedInstanceCore",
                  List.of("ec2messages:*", "ssm:*", "ssmmessages:*")),
              Map.entry(
                  "CloudWatchAgentServerPolicy",
                  List.of("cloudwatch:PutMetricData", "logs:*", "ec2:DescribeTags")),
              Map.entry("CloudWatchLogsFullAccess", List.of("logs:*")),
              Map.entry("SecretsManagerReadWrite", List.of("secretsmanager:*", "kms:List*")),
              Map.entry(
                  "service-role/AmazonEBSCSIDriverPolicy",
                  List.of(
                      "ec2:AttachVolume",
                      "ec2:CreateSnapshot",
                      "ec2:CreateTags",
                      "ec2:CreateVolume",
                      "ec2:DeleteSnapshot",
                      "ec2:DeleteVolume",
                      "ec2:Describe*",
                      "ec2:DetachVolume",
                      "ec2:ModifyVolume")),
              Map.entry("service-role/AmazonEFSCSIDriverPolicy", List.of("elasticfilesystem:*")),
              Map.entry(
                  "service-role/AmazonRDSEnhancedMonitoringRole",
                  List.of(
                      "logs:CreateLogGroup",
                      "logs:CreateLogStream",
                      "logs:DescribeLogStreams",
                      "logs:GetLogEvents",
                      "logs:PutLogEvents",
                      "logs:PutRetentionPolicy"))));

  /** Returns the actions that a policy allows, by the part of its ARN behind {@code policy/}. */
  public static List<String> allowedActions(String name) {
    return ALLOWED_ACTIONS.getOrDefault(name, List.of());
  }

  /** Returns whether this is the ARN of a policy of AWS. */
  static boolean isOfAws(String arn) {
    return ARN.matcher(arn).matches();
  }

  Optional<PolicyEntry> find(String arn) {
    return Optional.ofNullable(ALLOWED_ACTIONS.get(path(arn).substring(1)))
        .map(actions -> entry(arn, actions));
  }

  List<Policy> all(Partition partition) {
    return ALLOWED_ACTIONS.entrySet().stream()
        .map(
            entry ->
                entry(partition.iamArn("aws", "policy/" + entry.getKey()), entry.getValue()).policy)
        .toList();
  }

  /** Returns path and name, with the slash at the beginning. */
  private static String path(String arn) {
    Matcher policy = ARN.matcher(arn);
    return policy.matches() ? policy.group(1) : "/";
  }

  private static PolicyEntry entry(String arn, List<String> actions) {
    int name = arn.lastIndexOf('/');
    PolicyEntry entry =
        new PolicyEntry(
            Policy.builder()
                .arn(arn)
                .policyName(arn.substring(name + 1))
                .path(path(arn).substring(0, path(arn).lastIndexOf('/') + 1))
                .policyId("ANPA" + idOf(arn))
                .defaultVersionId("v1")
                .attachmentCount(0)
                .permissionsBoundaryUsageCount(0)
                .isAttachable(true)
                .createDate(CREATED)
                .updateDate(CREATED)
                .build());
    entry.versions.add(
        PolicyVersion.builder()
            .versionId("v1")
            .isDefaultVersion(true)
            .createDate(CREATED)
            .document(document(actions))
            .build());
    return entry;
  }

  private static String document(List<String> actions) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],"Resource":"*"}]}\
    """
        .formatted(String.join("\",\"", actions));
  }

  /** Returns an id that is always the same for an ARN. */
  private static String idOf(String arn) {
    String digits = "%016X".formatted(arn.hashCode() * 0x9E3779B97F4A7C15L);
    return "Z" + digits;
  }
}
