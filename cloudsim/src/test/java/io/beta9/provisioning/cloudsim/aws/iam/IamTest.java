package io.beta9.provisioning.cloudsim.aws.iam;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

class IamTest {
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"AWS":"arn:aws:iam::999999999999:root"},
       "Condition":{"StringEquals":{"sts:ExternalId":"secret-id"}}}]}\
      """;
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/worker";
  private static final String VIEW = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";

  private final InProcessCloud cloud = new InProcessCloud();
  private final IamService service = new IamService(cloud);
  private final IamClient iam = cloud.register(service).client(IamClient.class, "us-east-1");

  @Test
  void returns_the_trust_policy_of_a_role_url_encoded() {
    worker();

    String encoded = iam.getRole(it -> it.roleName("worker")).role().assumeRolePolicyDocument();

    assertThat(encoded).startsWith("%7B%22Version%22");
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(TRUST);
    assertAwsError("EntityAlreadyExists", this::worker);
    assertAwsError("NoSuchEntity", () -> iam.getRole(it -> it.roleName("absent")));
  }

  @Test
  void rejects_deletion_of_a_role_with_policies() {
    worker();
    iam.attachRolePolicy(it -> it.roleName("worker").policyArn(VIEW));
    allow("s3:Get*", "arn:aws:s3:::mine/*");

    assertAwsError("DeleteConflict", () -> iam.deleteRole(it -> it.roleName("worker")));
    iam.detachRolePolicy(it -> it.roleName("worker").policyArn(VIEW));
    assertAwsError("DeleteConflict", () -> iam.deleteRole(it -> it.roleName("worker")));
    iam.deleteRolePolicy(it -> it.roleName("worker").policyName("inline"));
    iam.deleteRole(it -> it.roleName("worker"));

    assertThat(iam.listRoles(it -> {}).roles()).isEmpty();
  }

  @Test
  void rejects_malformed_trust_policies_and_unknown_principals() {
    assertAwsError("MalformedPolicyDocument", () -> role("one", "{"));
    assertAwsError("MalformedPolicyDocument", () -> role("one", "{\"Statement\":[]}"));
    assertAwsError(
        "MalformedPolicyDocument",
        () -> role("one", TRUST.replace("arn:aws:iam::999999999999:root", ROLE)));
  }

  @Test
  void trusts_only_callers_with_the_external_id() {
    worker();
    String caller = "arn:aws:sts::999999999999:assumed-role/provisioner/session";
    Map<String, List<String>> shown = Map.of("sts:ExternalId", List.of("secret-id"));

    var directory = service.directory();

    assertThat(directory.trusts(ROLE, "sts:AssumeRole", caller, shown)).isTrue();
    assertThat(directory.trusts(ROLE, "sts:AssumeRole", caller, Map.of())).isFalse();
    assertThat(
            directory.trusts(
                ROLE, "sts:AssumeRole", caller.replace("999999999999", ACCOUNT), shown))
        .isFalse();
    assertThat(directory.trusts(ROLE + "x", "sts:AssumeRole", caller, shown)).isFalse();
  }

  @Test
  void evaluates_wildcards_resources_and_denials_in_a_simulation() {
    worker();
    allow("s3:Get*", "arn:aws:s3:::mine/*");
    iam.attachRolePolicy(it -> it.roleName("worker").policyArn(VIEW));

    assertThat(decision("eks:DescribeCluster", "*"))
        .isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
    assertThat(decision("eks:CreateCluster", "*"))
        .isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
    assertThat(decision("s3:GetObject", "arn:aws:s3:::mine/key"))
        .isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
    assertThat(decision("s3:GetObject", "arn:aws:s3:::yours/key"))
        .isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);

    cloud.setCondition("deny", "eks:DescribeCluster", "");
    assertThat(decision("eks:DescribeCluster", "*"))
        .isEqualTo(PolicyEvaluationDecisionType.EXPLICIT_DENY);
  }

  @Test
  void allows_two_access_keys_per_user_and_resolves_their_owner() {
    iam.createUser(it -> it.userName("storage"));
    String first = iam.createAccessKey(it -> it.userName("storage")).accessKey().accessKeyId();
    iam.createAccessKey(it -> it.userName("storage"));

    assertAwsError("LimitExceeded", () -> iam.createAccessKey(it -> it.userName("storage")));
    assertAwsError("DeleteConflict", () -> iam.deleteUser(it -> it.userName("storage")));
    assertThat(service.directory().userOfAccessKey(first))
        .contains("arn:aws:iam::" + ACCOUNT + ":user/storage");

    iam.updateAccessKey(it -> it.userName("storage").accessKeyId(first).status("Inactive"));
    assertThat(service.directory().userOfAccessKey(first)).isEmpty();
    iam.deleteAccessKey(it -> it.userName("storage").accessKeyId(first));
    assertThat(iam.listAccessKeys(it -> it.userName("storage")).accessKeyMetadata()).hasSize(1);
  }

  @Test
  void allows_five_policy_versions_and_rejects_deletion_while_attached() {
    worker();
    String arn =
        iam.createPolicy(it -> it.policyName("own").policyDocument(statement("ecr:*", "*")))
            .policy()
            .arn();
    for (int version = 2; version <= 5; version++) {
      iam.createPolicyVersion(
          it -> it.policyArn(arn).policyDocument(statement("eks:*", "*")).setAsDefault(true));
    }

    assertAwsError(
        "LimitExceeded",
        () ->
            iam.createPolicyVersion(
                it -> it.policyArn(arn).policyDocument(statement("s3:*", "*"))));
    assertThat(iam.getPolicy(it -> it.policyArn(arn)).policy().defaultVersionId()).isEqualTo("v5");
    iam.attachRolePolicy(it -> it.roleName("worker").policyArn(arn));
    assertAwsError("DeleteConflict", () -> iam.deletePolicy(it -> it.policyArn(arn)));
  }

  @Test
  void restores_roles_and_policies_after_a_restart() {
    worker();
    allow("s3:Get*", "*");

    cloud.restart();

    assertThat(iam.listRolePolicies(it -> it.roleName("WORKER")).policyNames())
        .containsExactly("inline");
  }

  private void worker() {
    role("worker", TRUST);
  }

  private void role(String name, String trust) {
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust));
  }

  private void allow(String action, String resource) {
    iam.putRolePolicy(
        it ->
            it.roleName("worker").policyName("inline").policyDocument(statement(action, resource)));
  }

  private static String statement(String action, String resource) {
    return """
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"%s"}}\
    """
        .formatted(action, resource);
  }

  private PolicyEvaluationDecisionType decision(String action, String resource) {
    SimulatePrincipalPolicyResponse response =
        iam.simulatePrincipalPolicy(
            it -> it.policySourceArn(ROLE).actionNames(action).resourceArns(resource));
    EvaluationResult result = response.evaluationResults().getFirst();
    return result.evalDecision();
  }
}
