package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.resources.catalog.LocatorFixture.NAME;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.OURS;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.found;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resources that are found by a name. */
class NamedResourceFindersTest {
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
          + "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"eks.amazonaws.com\"}}]}";

  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
          + "\"logs:CreateLogGroup\",\"Resource\":\"*\"}]}";

  private LocatorFixture account;

  @BeforeEach
  void open() {
    account = new LocatorFixture();
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void finds_a_key_by_its_alias_or_tag_unless_it_is_scheduled_for_deletion() {
    account.session.kms().createKey(r -> r.description("of another owner"));
    String key = key();
    assertThat(account.find("aws_kms_key.this", Map.of())).isEqualTo(found(key));

    account.session.kms().createAlias(r -> r.aliasName("alias/" + NAME).targetKeyId(key));
    account.state.put("aws_kms_key.this", key);
    PlannedResource alias =
        planned(
            "aws_kms_alias.this",
            Map.of("name", "alias/" + NAME),
            Map.of("target_key_id", "aws_kms_key.this"));
    assertThat(account.find(alias)).isEqualTo(found("alias/" + NAME));
    account.state.clear();
    assertThat(account.find(alias)).isInstanceOf(LookupResult.Foreign.class);

    account.session.kms().scheduleKeyDeletion(r -> r.keyId(key));
    assertThat(account.find("aws_kms_key.this", Map.of())).isEqualTo(new LookupResult.Absent());
    String next = key();
    assertThat(account.find("aws_kms_key.this", Map.of())).isEqualTo(found(next));
  }

  @Test
  void reports_a_role_without_the_environments_tag_as_foreign() {
    Map<String, String> name = Map.of("name", NAME + "-nodes");
    assertThat(account.find("aws_iam_role.nodes", name)).isEqualTo(new LookupResult.Absent());
    account
        .session
        .iam()
        .createRole(r -> r.roleName(NAME + "-nodes").assumeRolePolicyDocument(TRUST));
    assertThat(account.find("aws_iam_role.nodes", name))
        .isEqualTo(
            new LookupResult.Foreign(NAME + "-nodes", new LookupResult.Ownership.Untagged()));

    account
        .session
        .iam()
        .tagRole(r -> r.roleName(NAME + "-nodes").tags(iam("beta9:environment-id")));

    assertThat(account.find("aws_iam_role.nodes", name)).isEqualTo(found(NAME + "-nodes"));
  }

  @Test
  void finds_a_user_and_removes_its_policy() {
    String user = NAME + "-storage";
    account.session.iam().createUser(r -> r.userName(user).tags(iam("beta9:environment-id")));
    account
        .session
        .iam()
        .putUserPolicy(r -> r.userName(user).policyName("storage").policyDocument(POLICY));
    PlannedResource policy =
        planned("aws_iam_user_policy.storage", Map.of("user", user, "name", "storage"), Map.of());

    assertThat(account.find("aws_iam_user.storage", Map.of("name", user))).isEqualTo(found(user));
    assertThat(account.find(policy)).isEqualTo(new LookupResult.Repeatable());
    account.locator.removeSetting(policy);
    account.locator.removeSetting(policy);
    account.session.iam().deleteUser(r -> r.userName(user));
    assertThat(account.find("aws_iam_user.storage", Map.of("name", user)))
        .isEqualTo(new LookupResult.Absent());
  }

  @Test
  void removes_the_policies_of_a_role_so_that_it_can_be_deleted() {
    String role = NAME + "-cluster";
    String policy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    account.session.iam().createRole(r -> r.roleName(role).assumeRolePolicyDocument(TRUST));
    account.session.iam().attachRolePolicy(r -> r.roleName(role).policyArn(policy));
    account
        .session
        .iam()
        .putRolePolicy(r -> r.roleName(role).policyName("p").policyDocument(POLICY));

    account.locator.removeSetting(
        planned(
            "aws_iam_role_policy_attachment.x",
            Map.of("role", role, "policy_arn", policy),
            Map.of()));
    account.locator.removeSetting(
        planned("aws_iam_role_policy.x", Map.of("role", role, "name", "p"), Map.of()));

    account.session.iam().deleteRole(r -> r.roleName(role));
  }

  @Test
  void finds_a_bucket_without_tags_by_its_name() {
    Map<String, String> name = Map.of("bucket", NAME);
    assertThat(account.find("aws_s3_bucket.this", name)).isEqualTo(new LookupResult.Absent());
    account.session.s3().createBucket(r -> r.bucket(NAME));
    assertThat(account.find("aws_s3_bucket.this", name)).isEqualTo(found(NAME));

    account
        .session
        .s3()
        .putBucketTagging(
            r ->
                r.bucket(NAME)
                    .tagging(
                        t ->
                            t.tagSet(
                                tag -> tag.key("beta9:environment-id").value("env_ffffffffffff"))));

    assertThat(account.find("aws_s3_bucket.this", name)).isInstanceOf(LookupResult.Foreign.class);
  }

  @Test
  void finds_a_repository_and_a_log_group_by_name_and_tag() {
    Map<String, String> group = Map.of("name", "/aws/eks/" + NAME + "/cluster");
    assertThat(account.find("aws_ecr_repository.this", Map.of("name", NAME)))
        .isEqualTo(new LookupResult.Absent());
    assertThat(account.find("aws_cloudwatch_log_group.cluster", group))
        .isEqualTo(new LookupResult.Absent());
    account
        .session
        .ecr()
        .createRepository(
            r -> r.repositoryName(NAME).tags(tag -> tag.key("beta9:environment-id").value(OURS)));
    account
        .session
        .logs()
        .createLogGroup(
            r -> r.logGroupName(group.get("name")).tags(Map.of("beta9:environment-id", OURS)));
    account.session.logs().createLogGroup(r -> r.logGroupName(group.get("name") + "-other"));

    assertThat(account.find("aws_ecr_repository.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
    assertThat(account.find("aws_cloudwatch_log_group.cluster", group))
        .isEqualTo(found(group.get("name")));
  }

  private String key() {
    return account
        .session
        .kms()
        .createKey(r -> r.tags(tag -> tag.tagKey("beta9:environment-id").tagValue(OURS)))
        .keyMetadata()
        .keyId();
  }

  private static software.amazon.awssdk.services.iam.model.Tag iam(String key) {
    return software.amazon.awssdk.services.iam.model.Tag.builder().key(key).value(OURS).build();
  }
}
