package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.text.DigestMismatch;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateDigest.DigestStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

class StateDigestTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.session();
  private final StateBackend backend =
      StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "both");
  private final StateDigest digest = new StateDigest(session);

  @BeforeEach
  void start() {
    new StateStore(session).ensure(backend);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void put(String key, String content) {
    session
        .s3()
        .putObject(r -> r.bucket(backend.bucket()).key(key), RequestBody.fromString(content));
  }

  private void digestOf(String content) {
    digest.write(backend, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String state(String lineage, int serial, String rest) {
    return "{\"lineage\": \"%s\", \"serial\": %d, \"rest\": \"%s\"}"
        .formatted(lineage, serial, rest);
  }

  private DigestStatus checkAfter(String digested, String newest) {
    put(backend.key(), digested);
    digestOf(digested);
    put(backend.key(), newest);
    return digest.check(backend);
  }

  @ParameterizedTest(name = "recorded {0} {1}, newest {2} {3}: behind {4}")
  @CsvSource({"a, 1, a, 2, true", "a, 2, a, 2, true", "a, 3, a, 2, false", "b, 1, a, 2, false"})
  void a_digest_is_behind_if_it_is_that_of_an_earlier_state_of_the_same_lineage(
      String lineage, int serial, String newLineage, int newSerial, boolean behind) {
    DigestStatus status =
        checkAfter(state(lineage, serial, "old"), state(newLineage, newSerial, "new"));
    if (behind) {
      assertThat(status)
          .isInstanceOfSatisfying(
              DigestStatus.Behind.class, found -> assertThat(found.serial()).isEqualTo(newSerial));
    } else {
      assertThat(status).isInstanceOf(DigestStatus.Inconsistent.class);
    }
  }

  @Test
  void a_repair_whose_response_was_lost_has_succeeded_and_one_that_came_too_late_has_not() {
    DigestStatus.Behind behind =
        (DigestStatus.Behind) checkAfter(state("a", 1, "old"), state("a", 2, "new"));
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "dynamodb", "PutItem", "*", 1, 1, 500, "InternalServerError", "lost", true));

    digest.repair(backend, behind);

    assertThat(digest.check(backend)).isEqualTo(new DigestStatus.Matches());
    digestOf("of another writer");
    assertThatThrownBy(() -> digest.repair(backend, behind)).isInstanceOf(FailureException.class);
  }

  @Test
  void a_state_without_a_serial_or_a_lineage_is_not_complete() {
    for (String newest : new String[] {"{\"lineage\": \"a\"}", "{\"serial\": 2}", "[]"}) {
      assertThat(checkAfter(state("a", 1, ""), newest))
          .isEqualTo(new DigestStatus.Inconsistent(DigestMismatch.STATE_INCOMPLETE));
    }
  }

  @Test
  void the_digest_of_another_object_with_the_same_prefix_does_not_count() {
    put(backend.key(), state("a", 2, ""));
    put(backend.key() + ".backup", state("a", 1, ""));
    digestOf(state("a", 1, ""));
    assertThat(digest.check(backend))
        .isEqualTo(new DigestStatus.Inconsistent(DigestMismatch.NO_VERSION));
  }

  @Test
  void a_digest_without_a_state_is_inconsistent() {
    digestOf("x");
    assertThat(digest.check(backend))
        .isEqualTo(new DigestStatus.Inconsistent(DigestMismatch.STATE_MISSING));
  }

  @Test
  void a_state_without_a_digest_a_table_or_a_lock_table_in_use_matches() {
    put(backend.key(), state("a", 1, ""));
    assertThat(digest.check(backend)).isEqualTo(new DigestStatus.Matches());

    StateBackend withoutTable =
        new StateBackend(
            "s3", backend.bucket(), backend.key(), backend.region(), true, "no-such-table");
    assertThat(new StateDigest(cloud.owner()).check(withoutTable))
        .isEqualTo(new DigestStatus.Matches());

    StateBackend fileOnly =
        StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "s3");
    digestOf("x");
    cloud.sim().requests().clear();
    digest.write(fileOnly, new byte[0]);
    assertThat(digest.check(fileOnly)).isEqualTo(new DigestStatus.Matches());
    assertThat(cloud.sim().requests().all()).isEmpty();
  }

  @Test
  void a_digest_that_was_written_since_the_check_is_not_overwritten() {
    DigestStatus status = checkAfter(state("a", 1, ""), state("a", 2, ""));
    digestOf("newer");
    assertThatThrownBy(() -> digest.repair(backend, (DigestStatus.Behind) status))
        .isInstanceOf(FailureException.class);
  }

  @ParameterizedTest
  @CsvSource({"s3, GetObject", "dynamodb, GetItem"})
  void any_other_answer_is_a_failure(String service, String operation) {
    digestOf("x");
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall(service, operation, 403, "AccessDenied", "injected"));
    assertThatThrownBy(() -> digest.check(backend)).isInstanceOf(FailureException.class);
  }
}
