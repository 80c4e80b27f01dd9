package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.diagnosis.DiagnosisLimit.TooManyDiagnosesException;
import org.junit.jupiter.api.Test;

class DiagnosisLimitTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId GLOBEX = new TenantId("globex");
  private static final TenantId INITECH = new TenantId("initech");

  private final DiagnosisLimit limit = new DiagnosisLimit(3, 2);

  private void requireFull(TenantId tenant, int expected, boolean ofTenant) {
    requireFull(limit, tenant, expected, ofTenant);
  }

  private static void requireFull(
      DiagnosisLimit limit, TenantId tenant, int expected, boolean ofTenant) {
    assertThatThrownBy(() -> limit.enter(tenant))
        .isInstanceOfSatisfying(
            TooManyDiagnosesException.class,
            e -> {
              assertThat(e.limit()).isEqualTo(expected);
              assertThat(e.isOfTenant()).isEqualTo(ofTenant);
            });
  }

  @Test
  void permits_four_diagnoses_of_a_tenant_and_sixteen_in_a_process() {
    DiagnosisLimit standard = new DiagnosisLimit();
    for (int tenant = 0; tenant < 3; tenant++) {
      for (int i = 0; i < 4; i++) {
        standard.enter(new TenantId("tenant-" + tenant));
      }
      requireFull(standard, new TenantId("tenant-" + tenant), 4, true);
    }
    for (int i = 0; i < 4; i++) {
      standard.enter(new TenantId("last"));
    }
    requireFull(standard, GLOBEX, 16, false);
  }

  @Test
  void states_which_limit_is_reached() {
    assertThat(new TooManyDiagnosesException(1, true))
        .hasMessage(
            "the service reads accounts for 1 diagnosis of this tenant, which is its limit; repeat"
                + " the request in a few seconds");
    assertThat(new TooManyDiagnosesException(16, false))
        .hasMessage(
            "the service reads accounts for 16 diagnoses, which is its limit; repeat the request in"
                + " a few seconds");
  }

  @Test
  void a_tenant_has_its_number_of_diagnoses_and_one_more_when_one_has_ended() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    requireFull(ACME, 2, true);

    first.leave();

    limit.enter(ACME);
    requireFull(ACME, 2, true);
  }

  @Test
  void all_tenants_together_have_the_number_of_the_process() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    limit.enter(GLOBEX);
    requireFull(INITECH, 3, false);
    requireFull(GLOBEX, 3, false);

    first.leave();

    limit.enter(INITECH);
    requireFull(GLOBEX, 3, false);
  }

  @Test
  void a_place_is_free_when_its_last_holder_has_left() {
    DiagnosisLimit.DiagnosisPlace place = limit.enter(ACME);
    limit.enter(ACME);
    place.join();

    place.leave();
    requireFull(ACME, 2, true);

    place.leave();
    limit.enter(ACME);
  }

  @Test
  void a_rejected_diagnosis_occupies_nothing() {
    DiagnosisLimit.DiagnosisPlace first = limit.enter(ACME);
    limit.enter(ACME);
    for (int i = 0; i < 5; i++) {
      requireFull(ACME, 2, true);
    }

    first.leave();

    limit.enter(ACME);
  }
}
