package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSectionTest {
  private static final String OWN = "arn:aws:iam::123456789012:role/beta9-provisioning";

  private static String admins(String... arns) {
    return SMALL
        + "access:\n  eks_admins: ["
        + java.util.Arrays.stream(arns)
            .map(arn -> "\"" + arn + "\"")
            .collect(Collectors.joining(", "))
        + "]\n";
  }

  @Test
  void adds_roles_of_any_account_in_an_order_that_has_no_meaning() {
    String other = "arn:aws:iam::210987654321:role/ci";
    String withPath = "arn:aws:iam::123456789012:role/platform/admin";

    assertThat(
            InfraModelFactory.from(valid(admins(other, withPath)), "env_0123456789ab")
                .cluster()
                .admins())
        .containsExactly(withPath, other);
    assertThat(InfraModelFactory.from(valid(SMALL), "env_0123456789ab").cluster().admins())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "*",
        "arn:aws:iam::123456789012:user/me",
        "arn:aws:iam::123456789012:group/admins",
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/admin/me",
        "arn:aws:iam::12345:role/admin",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role/a b",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/${x}",
        "arn:aws-cn:iam::123456789012:role/admin",
        "arn:aws:iam::123456789012:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS",
        "arn:aws:iam::123456789012:role/beta9-0123456789ab-nodes"
      })
  void rejects_what_eks_does_not_accept(String arn) {
    assertThat(violations(admins(arn)))
        .singleElement()
        .asString()
        .startsWith("access.eks_admins[0]: ");
  }

  @Test
  void rejects_one_role_twice_whatever_its_path_and_case_are() {
    assertThat(
            violations(
                admins(
                    "arn:aws:iam::123456789012:role/admin",
                    "arn:aws:iam::123456789012:role/team/Admin")))
        .singleElement()
        .asString()
        .contains("access.eks_admins", "are one role");
    assertThat(
            violations(
                admins(
                    "arn:aws:iam::123456789012:role/admin",
                    "arn:aws:iam::123456789012:role/admin")))
        .singleElement()
        .asString()
        .contains("listed more than once");
  }

  @Test
  void accepts_at_most_twenty() {
    String[] many =
        IntStream.rangeClosed(0, 20)
            .mapToObj(i -> "arn:aws:iam::123456789012:role/admin" + i)
            .toArray(String[]::new);

    assertThat(violations(admins(many)))
        .singleElement()
        .asString()
        .contains("access.eks_admins", "contains 21 entries; the maximum is 20");
    assertThat(violations(SMALL + "access:\n  admins: []\n").toString())
        .contains("access.admins", "expected eks_admins");
  }

  @Test
  void rejects_the_role_of_this_service_whatever_its_path_is() {
    MetaConfig config = valid(admins("arn:aws:iam::123456789012:role/team/beta9-provisioning"));

    assertThat(OwnRoleRule.violations(config, OWN))
        .extracting(Violation::path)
        .containsExactly("access.eks_admins");
    assertThat(OwnRoleRule.violations(config, "arn:aws:iam::210987654321:role/beta9-provisioning"))
        .as("the same name in another account")
        .isEmpty();
    assertThat(OwnRoleRule.violations(valid(SMALL), OWN)).isEqualTo(List.of());
  }
}
