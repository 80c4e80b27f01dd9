package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The zones that a worker has selected, in a real database. */
class ReplacedZonesTest {
  private final EnvironmentRows rows = new EnvironmentRows();
  private final InfraModel changed =
      SimulatedAccount.model().withZones(List.of("us-east-1c", "us-east-1d"));

  @AfterEach
  void close() {
    rows.close();
  }

  private EnvironmentRecord record(Claim claim) {
    return rows.repositories().records(claim, rows.writer()).environment();
  }

  @Test
  void replaces_the_model_and_the_zones_of_the_meta_config() {
    EnvironmentRecord record = record(rows.claim());

    record.replaceZones(changed);

    assertThat(record.current().infraModel().toTree()).isEqualTo(InfraModelJson.toTree(changed));
    var network = MetaConfigJson.fromJson(record.current().metaConfig().text()).network();
    assertThat(network.availabilityZones()).containsExactly("us-east-1c", "us-east-1d");
    assertThat(network.cidr()).isEqualTo("10.42.0.0/16");
  }

  @Test
  void a_claim_that_is_no_longer_held_replaces_nothing() {
    EnvironmentRecord lost = record(rows.claim());
    String before = rows.environment();
    rows.release();
    rows.claim();

    assertThatThrownBy(() -> lost.replaceZones(changed)).isInstanceOf(RuntimeException.class);

    assertThat(rows.environment()).isEqualTo(before);
  }

  @Test
  void is_applied_once_an_apply_has_started() {
    Claim claim = rows.claim();
    EnvironmentRecord record = record(claim);
    assertThat(record.hasBeenApplied()).isFalse();

    new OperationRepository(rows.jdbc()).stepStarted(claim, StepName.APPLY.code());

    assertThat(record.hasBeenApplied()).isTrue();
  }
}
