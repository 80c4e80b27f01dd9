package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the role may do to resources of the account that are not of this service. */
class ForeignResourcesTest {
  private static final PolicyScope SCOPE =
      PolicyScope.of(PolicyEvaluation.ACCOUNT, List.of("us-east-1", "eu-central-1"));
  private static final PolicyDocument POLICY = policy(SCOPE);
  private static final String ISSUER =
      "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0";
  private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/0";
  private static final Map<String, String> OWN =
      Map.of("aws:resourcetag/beta9:managed-by", "beta9-provisioning");
  private static final Map<String, String> FOREIGN =
      Map.of("aws:resourcetag/beta9:managed-by", "another-tool");
  private static final Map<String, String> TAGGED =
      Map.of("aws:requesttag/beta9:managed-by", "beta9-provisioning");

  private static PolicyDocument policy(PolicyScope scope) {
    return PolicyEvaluation.policy(RolePermissions.statements(), scope);
  }

  private static boolean allows(String action, String resource, Map<String, String> context) {
    return allows(POLICY, action, resource, context);
  }

  private static boolean allows(
      PolicyDocument policy, String action, String resource, Map<String, String> context) {
    Map<String, List<String>> all = new HashMap<>();
    all.put("aws:requestedregion", List.of("us-east-1"));
    all.put("aws:resourceaccount", List.of(PolicyEvaluation.ACCOUNT));
    context.forEach((key, value) -> all.put(key, List.of(value)));
    return PolicyEvaluation.allows(policy, new RequiredPermission(action, resource, all));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:DeleteOpenIDConnectProvider",
        "iam:UntagOpenIDConnectProvider",
        "iam:TagOpenIDConnectProvider"
      })
  void changes_only_the_issuers_with_its_tag(String action) {
    assertThat(allows(action, ISSUER, OWN)).isTrue();
    assertThat(allows(action, ISSUER, FOREIGN)).isFalse();
    assertThat(allows(action, ISSUER, Map.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"})
  void creates_issuers_only_with_its_tag(String action) {
    assertThat(allows(action, ISSUER, TAGGED)).isTrue();
    assertThat(allows(action, ISSUER, Map.of())).isFalse();
    assertThat(allows(action, ISSUER.replace("oidc.eks", "tokens.actions"), TAGGED)).isFalse();
  }

  @Test
  void changes_the_bucket_of_an_environment() {
    assertThat(allows("s3:DeleteBucket", "arn:aws:s3:::beta9-4f1a2b3c4d5e", Map.of())).isTrue();
    assertThat(allows("s3:DeleteObjectVersion", "arn:aws:s3:::beta9-4f1a2b3c4d5e/k", Map.of()))
        .isTrue();
  }

  /** Among them the buckets of states, whose name ends like that of an environment's bucket. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme-123456789012",
        "acme-production12",
        "acme-4f1a2b3c4d5e",
        "beta9-4f1a2b3c4d5",
        "beta9-4f1a2b3c4d5e6",
        "beta9-tf-state-123456789012-eu-central-1",
        "beta9-tf-state-123456789012-us-east-1"
      })
  void neither_empties_nor_deletes_another_bucket(String bucket) {
    assertThat(allows("s3:DeleteBucket", "arn:aws:s3:::" + bucket, Map.of())).isFalse();
    assertThat(allows("s3:DeleteBucketPolicy", "arn:aws:s3:::" + bucket, Map.of())).isFalse();
    assertThat(allows("s3:DeleteObjectVersion", "arn:aws:s3:::" + bucket + "/k", Map.of()))
        .isFalse();
  }

  @Test
  void changes_buckets_with_the_prefixes_that_the_customer_names() {
    PolicyDocument policy = policy(SCOPE.withBucketPrefixes(List.of("acme", "acme-data")));

    for (String bucket : List.of("acme-4f1a2b3c4d5e", "acme-data-4f1a2b3c4d5e")) {
      assertThat(allows(policy, "s3:DeleteBucket", "arn:aws:s3:::" + bucket, Map.of())).isTrue();
    }
    for (String bucket : List.of("beta9-4f1a2b3c4d5e", "acme-logs-4f1a2b3c4d5e")) {
      assertThat(allows(policy, "s3:DeleteBucket", "arn:aws:s3:::" + bucket, Map.of())).isFalse();
    }
  }

  @Test
  void the_permissions_boundary_contains_no_other_buckets() {
    PolicyScope scope = SCOPE.withPermissionsBoundary("Boundary");
    PolicyDocument boundary =
        PolicyDocument.parseIdentityPolicy(
            BoundaryPolicy.of(scope.withBucketPrefixes(List.of("acme"))).orElseThrow().json());

    assertThat(allows(boundary, "s3:GetObject", "arn:aws:s3:::acme-4f1a2b3c4d5e/k", Map.of()))
        .isTrue();
    assertThat(allows(boundary, "s3:GetObject", "arn:aws:s3:::beta9-4f1a2b3c4d5e/k", Map.of()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecr", "eks", "elasticache", "rds"})
  void grants_the_use_of_a_key_through_the_services_that_store_data(String service) {
    assertThat(allows("kms:CreateGrant", KEY, granted(service, OWN))).isTrue();
    assertThat(allows("kms:CreateGrant", KEY, granted(service, FOREIGN))).isFalse();
  }

  @Test
  void grants_the_use_of_a_key_neither_directly_nor_through_other_services() {
    Map<String, String> direct = new HashMap<>(OWN);
    direct.put("kms:grantisforawsresource", "true");
    assertThat(allows("kms:CreateGrant", KEY, direct)).isFalse();
    assertThat(allows("kms:CreateGrant", KEY, granted("lambda", OWN))).isFalse();
  }

  private static Map<String, String> granted(String service, Map<String, String> tags) {
    Map<String, String> context = new HashMap<>(tags);
    context.put("kms:grantisforawsresource", "true");
    context.put("kms:viaservice", service + ".us-east-1.amazonaws.com");
    return context;
  }
}
