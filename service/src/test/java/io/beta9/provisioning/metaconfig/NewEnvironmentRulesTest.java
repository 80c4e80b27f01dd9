package io.beta9.provisioning.metaconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.Violation;
import org.junit.jupiter.api.Test;

class NewEnvironmentRulesTest {
  private static final WorkerNetworks CONNECTED = WorkerNetworks.of("10.9.0.4/32", "10.0.0.0/8");
  private static final String PRIVATE =
      MetaConfigs.smallWith(
          "cluster: {endpoint: {access: private, allowed_cidrs: [10.9.0.0/16]}}\n");

  @Test
  void a_new_environment_is_private_if_its_api_can_be_opened_to_the_workers() {
    assertThat(NewEnvironmentRules.violations(MetaConfigs.valid(PRIVATE), MetaConfigs.WORKERS))
        .isEmpty();
  }

  @Test
  void a_new_environment_is_not_private_if_the_workers_have_no_public_address() {
    assertThat(NewEnvironmentRules.violations(MetaConfigs.valid(PRIVATE), CONNECTED))
        .extracting(Violation::path)
        .containsExactly("cluster.endpoint.access");
    assertThat(NewEnvironmentRules.violations(MetaConfigs.valid(MetaConfigs.SMALL), CONNECTED))
        .isEmpty();
  }
}
