package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.onboarding.PermissionPolicies.ManagedPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The permissions boundary of the roles and the user that this service creates: the most that they
 * may ever be allowed, whatever their own policies say. It contains what the module's policies and
 * the managed policies of AWS for EKS need, nothing of IAM except the role of load balancers, and
 * no data but that of environments. Customers may use another one.
 */
public final class BoundaryPolicy {
  private static final List<String> CLUSTER =
      List.of(
          "autoscaling:Describe*",
          "autoscaling:SetDesiredCapacity",
          "autoscaling:TerminateInstanceInAutoScalingGroup",
          "autoscaling:UpdateAutoScalingGroup",
          "ec2:*NetworkInterface*",
          "ec2:*PrivateIpAddresses",
          "ec2:*SecurityGroup*",
          "ec2:*Snapshot",
          "ec2:*Volume",
          "ec2:CreateRoute",
          "ec2:CreateTags",
          "ec2:DeleteRoute",
          "ec2:DeleteTags",
          "ec2:Describe*",
          "ec2:GetInstanceTypesFromInstanceRequirements",
          "ec2:Modify*",
          "eks-auth:AssumeRoleForPodIdentity",
          "eks:DescribeCluster",
          "eks:DescribeNodegroup",
          "elasticloadbalancing:*",
          "kms:DescribeKey",
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents");

  /** Nodes also read the images of AWS's add-ons, which belong to other accounts. */
  private static final List<String> IMAGES =
      List.of(
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGet*",
          "ecr:Describe*",
          "ecr:Get*",
          "ecr:List*");

  private static final List<String> OWN_IMAGES =
      List.of(
          "ecr:CompleteLayerUpload",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart");

  private static final List<String> OBJECTS =
      List.of(
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:GetBucketLocation",
          "s3:GetObject",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:ListMultipartUploadParts",
          "s3:PutObject");

  private BoundaryPolicy() {}

  /** Returns the policy under the name that the scope requires; empty if it requires none. */
  public static Optional<ManagedPolicy> of(PolicyScope scope) {
    return Optional.ofNullable(scope.permissionsBoundary())
        .map(name -> new ManagedPolicy(name, document(scope)));
  }

  private static Map<String, Object> document(PolicyScope scope) {
    return PolicyJson.document(
        List.of(
            allow("Cluster", CLUSTER, List.of(ArnTemplate.ANY), Map.of()),
            allow("Images", IMAGES, List.of(ArnTemplate.ANY), Map.of()),
            allow(
                "OwnImages",
                OWN_IMAGES,
                filled(scope, ArnTemplate.regional("ecr", "repository/" + ArnTemplate.NAME)),
                Map.of()),
            allow(
                "Objects",
                OBJECTS,
                filled(
                    scope,
                    ArnTemplate.s3(ArnTemplate.BUCKET),
                    ArnTemplate.s3(ArnTemplate.BUCKET + "/*")),
                Map.of()),
            allow(
                "Keys",
                List.of("kms:Decrypt", "kms:GenerateDataKey*"),
                filled(scope, ArnTemplate.regional("kms", "key/*")),
                Map.of(
                    "StringEquals",
                    Map.of(
                        "aws:ResourceTag/" + ResourceNaming.MANAGED_BY_TAG,
                        ResourceNaming.MANAGED_BY))),
            allow(
                "RoleOfLoadBalancers",
                List.of("iam:CreateServiceLinkedRole"),
                filled(scope, ArnTemplate.iam("role/aws-service-role/*")),
                Map.of(
                    "StringEquals",
                    Map.of("iam:AWSServiceName", "elasticloadbalancing.amazonaws.com")))));
  }

  private static List<String> filled(PolicyScope scope, String... templates) {
    return List.of(templates).stream().flatMap(template -> scope.fill(template).stream()).toList();
  }

  private static Map<String, Object> allow(
      String id, List<String> actions, List<String> resources, Map<String, Object> conditions) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", id);
    statement.put("Effect", "Allow");
    statement.put("Action", actions);
    statement.put("Resource", resources);
    if (!conditions.isEmpty()) {
      statement.put("Condition", conditions);
    }
    return statement;
  }
}
