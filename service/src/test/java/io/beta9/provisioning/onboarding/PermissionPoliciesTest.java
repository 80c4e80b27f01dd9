package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PermissionPoliciesTest {

  @ParameterizedTest
  @EnumSource
  void managed_policies_are_within_the_limits_of_iam(AwsPartition partition) {
    PolicyScope scope =
        new PolicyScope(
            partition, "123456789012", List.of("ap-southeast-1", "ap-southeast-2"), null);

    List<PermissionPolicies.ManagedPolicy> policies = PermissionPolicies.of(scope);

    assertThat(policies).hasSizeLessThanOrEqualTo(PermissionPolicies.MAX_POLICIES);
    assertThat(policies)
        .allSatisfy(
            policy ->
                assertThat(policy.json())
                    .hasSizeLessThanOrEqualTo(PermissionPolicies.MAX_LENGTH)
                    .doesNotContain("{partition}", "{account}"));
  }
}
