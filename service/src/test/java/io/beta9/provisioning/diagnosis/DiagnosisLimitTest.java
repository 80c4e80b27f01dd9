package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.diagnosis.DiagnosisLimit.TooManyDiagnosesException;
import org.junit.jupiter.api.Test;

class DiagnosisLimitTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId GLOBEX = new TenantId("globex");
  private static final TenantId INITECH = new TenantId("initech");

  private final DiagnosisLimit limit = new DiagnosisLimit(3, 2);

  private void requireFull(TenantId tenant) {
    assertThatThrownBy(() -> limit.enter(tenant))
        .isInstanceOf(TooManyDiagnosesException.class)
        .hasMessageContaining("repeat the request in a few seconds");
  }

  @Test
  void a_tenant_has_its_number_of_diagnoses_and_one_more_when_one_has_ended() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    requireFull(ACME);

    first.leave();

    limit.enter(ACME);
    requireFull(ACME);
  }

  @Test
  void all_tenants_together_have_the_number_of_the_process() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    limit.enter(GLOBEX);
    requireFull(INITECH);
    requireFull(GLOBEX);

    first.leave();

    limit.enter(INITECH);
    requireFull(GLOBEX);
  }

  @Test
  void a_place_is_free_when_its_last_holder_has_left() {
    DiagnosisLimit.DiagnosisPlace place = limit.enter(ACME);
    limit.enter(ACME);
    place.join();

    place.leave();
    requireFull(ACME);

    place.leave();
    limit.enter(ACME);
  }

  @Test
  void a_rejected_diagnosis_occupies_nothing() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    for (int i = 0; i < 5; i++) {
      requireFull(ACME);
    }

    first.leave();

    limit.enter(ACME);
  }
}
