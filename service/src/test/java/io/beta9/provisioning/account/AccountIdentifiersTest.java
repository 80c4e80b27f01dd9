package io.beta9.provisioning.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccountIdentifiersTest {
  private static final String ACCOUNT = "123456789012";

  @Test
  void accepts_an_account_with_and_without_a_role() {
    assertThat(AccountIdentifiers.violations(AwsPartition.AWS, "aws", ACCOUNT, null)).isEmpty();
    assertThat(
            AccountIdentifiers.violations(
                AwsPartition.AWS, null, ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":role/path/to/Role"))
        .isEmpty();
    assertThat(
            AccountIdentifiers.violations(
                AwsPartition.AWS,
                null,
                ACCOUNT,
                AccountIdentifiers.defaultRole(AwsPartition.AWS, ACCOUNT)))
        .isEmpty();
  }

  @Test
  void reports_every_invalid_field() {
    assertThat(violations("gcp", "1234", "Role"))
        .containsExactly(
            "provider: 'gcp' is not supported; expected 'aws'",
            "account_id: '1234' is not an account id; expected twelve digits",
            "role_arn: 'Role' is not a role ARN; expected a value like"
                + " arn:aws:iam::123456789012:role/Beta9Provisioner");
    assertThat(violations(null, null, null)).containsExactly("account_id: is missing");
  }

  @Test
  void rejects_a_role_of_another_account() {
    assertThat(violations(null, ACCOUNT, "arn:aws:iam::210987654321:role/Role"))
        .containsExactly("role_arn: is a role of account 210987654321, not of 123456789012");
  }

  @Test
  void accepts_only_roles_of_the_partition_that_the_installation_has_credentials_for() {
    String gov = "arn:aws-us-gov:iam::" + ACCOUNT + ":role/Role";

    assertThat(AccountIdentifiers.violations(AwsPartition.AWS_US_GOV, null, ACCOUNT, gov))
        .isEmpty();
    assertThat(violations(null, ACCOUNT, gov))
        .containsExactly(
            "role_arn: is a role of the partition aws-us-gov; this installation has credentials of"
                + " the partition aws, which cannot assume roles of another one");
    assertThat(violations(null, ACCOUNT, gov.replace("aws-us-gov", "aws-iso")))
        .singleElement()
        .asString()
        .contains("is not a role ARN");
    assertThat(AccountIdentifiers.defaultRole(AwsPartition.AWS_CN, ACCOUNT))
        .isEqualTo("arn:aws-cn:iam::123456789012:role/Beta9Provisioner");
  }

  @Test
  void generates_external_ids_that_sts_accepts_and_that_do_not_repeat() {
    Random random = new Random(1);
    List<String> ids =
        Stream.generate(() -> ExternalId.random(random).value()).limit(1000).toList();

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[\\w+=,.@:/-]{40,1224}"));
    assertThat(new ExternalId(ids.getFirst()).toString()).doesNotContain(ids.getFirst());
  }

  private static List<String> violations(String provider, String account, String role) {
    return AccountIdentifiers.violations(AwsPartition.AWS, provider, account, role).stream()
        .map(Object::toString)
        .toList();
  }
}
