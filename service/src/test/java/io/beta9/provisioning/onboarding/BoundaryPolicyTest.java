package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.iam.policy.AwsManagedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundaryPolicyTest {
  private static final Path MODULE = Path.of("src/main/resources/terraform/aws");
  private static final Pattern ACTION =
      Pattern.compile("\"([a-z0-9-]+:[A-Z*][A-Za-z*]*)\"(?!\\s*=)");
  private static final String NAME = "beta9-4f1a2b3c4d5e";
  private static final Map<String, List<String>> OWN_KEY =
      Map.of("aws:resourcetag/beta9:managed-by", List.of("beta9-provisioning"));

  private static final PolicyDocument BOUNDARY =
      PolicyDocument.parseIdentityPolicy(
          BoundaryPolicy.of(PolicyEvaluation.SCOPE).orElseThrow().json());

  /** Returns the actions in the policies of the module's roles and its user. */
  private static Set<String> actionsOfModule() throws IOException {
    Set<String> actions = new TreeSet<>();
    try (Stream<Path> files = Files.list(MODULE)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".tf")).toList()) {
        String text = Files.readString(file);
        if (text.contains("\"aws_iam_role_policy\"") || text.contains("\"aws_iam_user_policy\"")) {
          ACTION.matcher(text).results().forEach(it -> actions.add(it.group(1)));
        }
      }
    }
    // Trust policies and a Deny, which no boundary needs to allow.
    actions.removeAll(Set.of("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"));
    return actions;
  }

  private static boolean allows(String action, String resource) {
    return PolicyEvaluation.allows(
        BOUNDARY, new RequiredPermission(action.replace("*", "Anything"), resource, OWN_KEY));
  }

  private static String resource(String action) {
    return switch (action.substring(0, action.indexOf(':'))) {
      case "s3" -> "arn:aws:s3:::" + NAME;
      case "ecr" -> "arn:aws:ecr:us-east-1:123456789012:repository/" + NAME;
      case "kms" -> "arn:aws:kms:us-east-1:123456789012:key/0";
      default -> "*";
    };
  }

  @Test
  void allows_every_action_that_the_module_gives_to_a_role_or_a_user() throws IOException {
    Set<String> actions = actionsOfModule();

    assertThat(actions).hasSizeGreaterThan(30);
    assertThat(actions).allMatch(action -> allows(action, resource(action)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonEKSClusterPolicy",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "service-role/AmazonEBSCSIDriverPolicy"
      })
  void allows_every_action_of_the_managed_policies_that_the_role_may_attach(String policy) {
    assertThat(AwsManagedPolicies.allowedActions(policy))
        .isNotEmpty()
        .allMatch(action -> allows(action, resource(action)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:CreateUser *",
        "iam:AttachRolePolicy arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-nodes",
        "iam:DeleteRolePermissionsBoundary arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-nodes",
        "iam:CreateServiceLinkedRole arn:aws:iam::123456789012:role/aws-service-role/x",
        "sts:AssumeRole arn:aws:iam::123456789012:role/Admin",
        "s3:GetObject arn:aws:s3:::payroll/salaries",
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
        "ecr:PutImage arn:aws:ecr:us-east-1:123456789012:repository/other",
        "rds:DeleteDBInstance arn:aws:rds:us-east-1:123456789012:db:payroll",
        "ec2:RunInstances *",
        "lambda:InvokeFunction *"
      })
  void denies_what_no_role_of_an_environment_needs(String request) {
    String[] parts = request.split(" ", 2);

    assertThat(allows(parts[0], parts[1])).isFalse();
  }

  @Test
  void denies_keys_without_the_tag() {
    assertThat(
            PolicyEvaluation.allows(
                BOUNDARY,
                new RequiredPermission(
                    "kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/0", Map.of())))
        .isFalse();
  }

  @Test
  void is_delivered_only_if_a_boundary_is_required() {
    assertThat(BoundaryPolicy.of(PolicyEvaluation.SCOPE.withPermissionsBoundary(null))).isEmpty();
  }
}
