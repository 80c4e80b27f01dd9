package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * The role may do what will have to be done. Each action is asked for on what it will be done to: a
 * role whose rights end at this product's names is just what a careful customer gives.
 */
final class PermissionCheck implements Preflight.PreflightCheck {
  private final AwsSession session;

  PermissionCheck(AwsSession session) {
    this.session = session;
  }

  /** Actions, by the resource they will be for. */
  private static Map<String, List<String>> actions(InfraModel model) {
    String name = model.resourcePrefix();
    String here = model.region() + ":" + model.accountId();
    String iam = "arn:aws:iam::" + model.accountId() + ":";
    String bucket = "arn:aws:s3:::" + model.objectStore().bucketName();
    Map<String, List<String>> actions = new LinkedHashMap<>();
    actions.put(
        "*",
        List.of(
            "ec2:CreateVpc",
            "ec2:DeleteVpc",
            "ec2:CreateSubnet",
            "ec2:CreateInternetGateway",
            "ec2:AllocateAddress",
            "ec2:CreateNatGateway",
            "ec2:CreateRouteTable",
            "ec2:CreateRoute",
            "ec2:CreateSecurityGroup",
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:CreateLaunchTemplate",
            "ec2:CreateTags",
            "kms:CreateKey",
            "kms:CreateAlias",
            "kms:ListKeys",
            "kms:ListResourceTags",
            "tag:GetResources"));
    actions.put(
        "arn:aws:eks:" + here + ":cluster/" + name,
        List.of("eks:CreateCluster", "eks:DeleteCluster", "eks:DescribeCluster"));
    actions.put(
        "arn:aws:rds:" + here + ":db:" + name,
        List.of("rds:CreateDBInstance", "rds:DeleteDBInstance"));
    actions.put(
        "arn:aws:elasticache:" + here + ":replicationgroup:" + name,
        List.of("elasticache:CreateReplicationGroup", "elasticache:DeleteReplicationGroup"));
    actions.put(
        bucket,
        List.of(
            "s3:CreateBucket",
            "s3:DeleteBucket",
            "s3:PutBucketVersioning",
            "s3:PutEncryptionConfiguration"));
    actions.put(
        iam + "role/" + name + "-cluster",
        List.of(
            "iam:CreateRole",
            "iam:DeleteRole",
            "iam:PassRole",
            "iam:AttachRolePolicy",
            "iam:PutRolePolicy"));
    actions.put(
        iam + "user/" + name + "-storage", List.of("iam:CreateUser", "iam:CreateAccessKey"));
    actions.put("arn:aws:ecr:" + here + ":repository/" + name, List.of("ecr:CreateRepository"));
    actions.put(
        "arn:aws:logs:" + here + ":log-group:/aws/eks/" + name + "/cluster",
        List.of("logs:CreateLogGroup", "logs:DeleteLogGroup"));
    actions.put(
        "arn:aws:secretsmanager:"
            + here
            + ":secret:beta9/"
            + model.environmentId()
            + "/database-AbCdEf",
        List.of(
            "secretsmanager:CreateSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:DeleteSecret"));
    return actions;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String role = session.target().roleArn();
    List<String> denied = new ArrayList<>();
    List<String> unsure = new ArrayList<>();
    try {
      actions(model)
          .forEach((resource, actions) -> simulate(role, resource, actions, denied, unsure));
    } catch (SdkException e) {
      if (hasCode(e, "AccessDenied", "NoSuchEntity")) {
        return List.of(
            PreflightFinding.warning(
                FailureClass.PERMISSION,
                "rights-not-checked",
                "the role may not look at its own rights, so whether they suffice is not known",
                "To have them checked before anything is made, allow"
                    + " iam:SimulatePrincipalPolicy on "
                    + role));
      }
      throw new FailureException(AwsFailures.of("Checking the role's rights", e), e);
    }
    List<PreflightFinding> findings = new ArrayList<>();
    if (!denied.isEmpty()) {
      findings.add(
          PreflightFinding.blocking(
              FailureClass.PERMISSION,
              "rights-missing",
              role + " may not do " + String.join(", ", denied),
              "Allow these actions in the policies of the role, then retry"));
    }
    if (!unsure.isEmpty()) {
      findings.add(
          PreflightFinding.warning(
              FailureClass.PERMISSION,
              "rights-unsure",
              "whether "
                  + role
                  + " may do "
                  + String.join(", ", unsure)
                  + " depends on conditions that cannot be tried beforehand",
              "Nothing to do, if the conditions allow it for the tags and names of this"
                  + " environment"));
    }
    return findings;
  }

  private void simulate(
      String role,
      String resource,
      List<String> actions,
      List<String> denied,
      List<String> unsure) {
    for (EvaluationResult result :
        session
            .iam()
            .simulatePrincipalPolicyPaginator(
                r -> r.policySourceArn(role).actionNames(actions).resourceArns(resource))
            .evaluationResults()) {
      if (result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED) {
        boolean conditional =
            result.evalDecision() == PolicyEvaluationDecisionType.IMPLICIT_DENY
                && !result.missingContextValues().isEmpty();
        (conditional ? unsure : denied).add(result.evalActionName());
      }
    }
  }
}
