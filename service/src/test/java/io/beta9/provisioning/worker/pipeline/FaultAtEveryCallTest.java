package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.worker.pipeline.CallFault.Injection;
import io.beta9.provisioning.worker.pipeline.FaultAtEveryCall.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Injects each fault that can hit any call of AWS into a few calls. {@link FaultsDocumentTest},
 * which is slow, injects all of them into all calls.
 */
class FaultAtEveryCallTest {
  /** S3 answers 403 to HeadBucket also if the bucket belongs to another account. */
  private static final Set<FailureCode> SHARED_STATUS =
      Set.of(FailureCode.NAME_TAKEN, FailureCode.STATE_BUCKET_TAKEN);

  /** Selects another call for each fault. */
  private static final int STRIDE = 31;

  @TempDir private static Path folder;

  @Test
  void every_fault_of_a_call_passes_or_names_who_has_to_act_and_leads_to_the_goal() {
    List<Injection> all = FaultAtEveryCall.all(folder);
    List<Injection> some = new ArrayList<>();
    int calls = all.size() / CallFault.values().length;
    for (CallFault fault : CallFault.values()) {
      some.add(all.get(fault.ordinal() * calls + (STRIDE * (fault.ordinal() + 1)) % calls));
    }

    List<Outcome> outcomes = FaultAtEveryCall.outcomes(folder, some);

    assertThat(outcomes).allSatisfy(FaultAtEveryCallTest::assertGoodEnd);
  }

  /** A fault that passes needs no action; a denied call needs one of the customer. */
  static void assertGoodEnd(Outcome outcome) {
    assertThat(outcome.reached()).as("%s: %s", outcome.injection(), outcome.message()).isTrue();
    if (outcome.injection().fault() != CallFault.DENIED) {
      assertThat(outcome.command()).as(outcome.toString()).isEmpty();
    } else if (!outcome.command().isEmpty() && !SHARED_STATUS.contains(outcome.code())) {
      assertThat(outcome.code()).as(outcome.toString()).isNotNull();
      assertThat(outcome.code().responsible())
          .as(outcome.toString())
          .isEqualTo(ResponsibleParty.CUSTOMER);
    }
  }
}
