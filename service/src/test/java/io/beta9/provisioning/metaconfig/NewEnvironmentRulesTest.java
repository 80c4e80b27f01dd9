package io.beta9.provisioning.metaconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.text.Violation;
import org.junit.jupiter.api.Test;

class NewEnvironmentRulesTest {
  private static final String PRIVATE =
      MetaConfigs.smallWith(
          "cluster: {endpoint: {access: private, allowed_cidrs: [10.9.0.0/16]}}\n");

  @Test
  void a_new_environment_has_no_private_endpoint() {
    assertThat(NewEnvironmentRules.violations(MetaConfigs.valid(PRIVATE)))
        .extracting(Violation::path)
        .containsExactly("cluster.endpoint.access");
    assertThat(NewEnvironmentRules.violations(MetaConfigs.valid(MetaConfigs.SMALL))).isEmpty();
  }
}
