package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.onboarding.PermissionPolicies.ManagedPolicy;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PermissionPoliciesTest {
  /** The longest name of a managed policy. */
  private static final String LONGEST_BOUNDARY = "B".repeat(128);

  /** IAM does not count white space, not even that within strings. */
  private static long lengthByIam(String document) {
    return document.chars().filter(character -> !Character.isWhitespace(character)).count();
  }

  private static PolicyScope scope(AwsPartition partition, int regions) {
    return new PolicyScope(
        partition,
        "123456789012",
        Collections.nCopies(regions, "ap-southeast-1"),
        LONGEST_BOUNDARY);
  }

  @ParameterizedTest
  @EnumSource
  void managed_policies_are_within_the_limits_of_iam(AwsPartition partition) {
    for (int regions = 0; regions <= 5; regions++) {
      PolicyScope scope = scope(partition, regions);

      List<ManagedPolicy> policies = PermissionPolicies.of(scope);

      assertThat(policies).hasSizeBetween(2, 10);
      assertThat(policies)
          .allSatisfy(
              policy -> {
                assertThat(lengthByIam(policy.json())).isLessThanOrEqualTo(6_144);
                assertThat(policy.json()).doesNotContain("{partition}", "{account}");
                assertThat(policy.name()).matches("[\\w+=,.@-]{1,128}");
              });
      assertThat(policies).extracting(ManagedPolicy::name).doesNotHaveDuplicates();
      assertThat(BoundaryPolicy.of(scope))
          .hasValueSatisfying(
              boundary -> assertThat(lengthByIam(boundary.json())).isLessThanOrEqualTo(6_144));
    }
  }

  /** A document of exactly the limit is accepted, one character more is split. */
  @ParameterizedTest
  @ValueSource(ints = {6_144, 6_145})
  void splits_statements_that_exceed_the_limit_together(int length) {
    Map<String, Object> first = Map.of("Sid", "First");
    int overhead =
        PolicyJson.compact(PolicyJson.document(List.of(first, Map.of("Sid", "")))).length();
    Map<String, Object> second = Map.of("Sid", "S".repeat(length - overhead));

    List<List<Map<String, Object>>> documents = PermissionPolicies.split(List.of(first, second));

    assertThat(documents).hasSize(length > 6_144 ? 2 : 1);
  }

  @Test
  void every_statement_is_in_exactly_one_policy_and_has_its_own_id() {
    List<String> ids = new ArrayList<>();
    PermissionPolicies.of(scope(AwsPartition.AWS, 5))
        .forEach(
            policy ->
                JsonMapper.shared()
                    .readTree(policy.json())
                    .path("Statement")
                    .forEach(statement -> ids.add(statement.path("Sid").asString())));

    Set<String> expected = new HashSet<>();
    RolePermissions.statements().forEach(statement -> expected.add(statement.id()));
    assertThat(ids).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ids).allMatch(id -> id.matches("[A-Za-z0-9]+"));
  }

  @Test
  void rejects_regions_that_do_not_fit_into_ten_policies() {
    assertThatThrownBy(() -> PermissionPolicies.of(scope(AwsPartition.AWS, 300)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("300 regions");
  }
}
