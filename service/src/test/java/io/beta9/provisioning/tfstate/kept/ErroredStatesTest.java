package io.beta9.provisioning.tfstate.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.timeline.EventData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state that Terraform left on disk: when it is saved, uploaded, rejected or discarded. */
class ErroredStatesTest {
  private static final String STATE = "{\"lineage\": \"a\", \"serial\": 7, \"secret\": \"hush\"}";

  private StateCipher cipher = new StateCipher("sk_one");
  private final List<String> calls = new ArrayList<>();
  private final List<EventData> events = new ArrayList<>();
  private final List<KeptState> stored = new ArrayList<>();
  private boolean pushed;
  private byte[] onDisk;
  private StateTransfer.StateSerial inBucket = new StateTransfer.StateSerial("", 0);

  private final ErroredStates states =
      new ErroredStates(
          new EnvironmentId("env_000000000001"),
          new Store(),
          new File(),
          new Transfer(),
          () -> cipher,
          new Random(1),
          events::add);

  private final class Store implements KeptStateStore {
    @Override
    public boolean save(KeptState state) {
      if (!pushed) {
        stored.add(state);
      }
      return !pushed;
    }

    @Override
    public Optional<KeptState> pending() {
      return pushed || stored.isEmpty() ? Optional.empty() : Optional.of(stored.getLast());
    }

    @Override
    public void markPushed() {
      calls.add("marked");
      pushed = true;
    }
  }

  private final class File implements ErroredStateFile {
    @Override
    public Optional<byte[]> read() {
      return Optional.ofNullable(onDisk);
    }

    @Override
    public void write(byte[] state) {
      calls.add("written " + text(state));
      onDisk = state;
    }

    @Override
    public void delete() {
      onDisk = null;
    }
  }

  private final class Transfer implements StateTransfer {
    @Override
    public StateSerial current() {
      return inBucket;
    }

    @Override
    public void push() {
      calls.add("pushed " + text(onDisk));
      onDisk = null;
    }
  }

  private static String text(byte[] state) {
    return new String(state, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String state) {
    return state.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void without_a_file_nothing_is_saved_or_pushed() {
    states.save();
    states.push();
    assertThat(stored).isEmpty();
    assertThat(events).isEmpty();
    assertThat(calls).isEmpty();
  }

  @Test
  void a_complete_file_is_saved_encrypted_and_stays_until_it_is_pushed() {
    onDisk = bytes(STATE);
    states.save();
    assertThat(stored)
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.lineage()).isEqualTo("a");
              assertThat(kept.serial()).isEqualTo(7);
              assertThat(text(kept.content())).doesNotContain("hush");
              assertThat(text(cipher.decrypt(kept.content()).orElseThrow())).isEqualTo(STATE);
            });
    assertThat(events).containsExactly(new EventData.ErroredStateKept(7));
    assertThat(onDisk).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"lineage\": \"a\", \"ser", "{\"serial\": 7}", "[]"})
  void an_incomplete_file_is_deleted_and_reported(String content) {
    onDisk = bytes(content);
    states.save();
    assertThat(onDisk).isNull();
    assertThat(stored).isEmpty();
    assertThat(events).containsExactly(new EventData.ErroredStateUnreadable());
  }

  @Test
  void a_file_that_has_been_pushed_from_another_host_is_deleted() {
    pushed = true;
    onDisk = bytes(STATE);
    states.save();
    assertThat(onDisk).isNull();
    assertThat(events).isEmpty();
  }

  @Test
  void a_push_first_saves_the_file_then_uploads_it_and_records_that() {
    onDisk = bytes(STATE);
    inBucket = new StateTransfer.StateSerial("a", 6);
    states.push();
    assertThat(calls).containsExactly("written " + STATE, "pushed " + STATE, "marked");
    assertThat(events)
        .containsExactly(new EventData.ErroredStateKept(7), new EventData.ErroredStateUploaded(7));
    states.push();
    assertThat(calls).as("it is pushed once").hasSize(3);
  }

  @Test
  void a_kept_state_is_pushed_from_another_host_without_the_file() {
    onDisk = bytes(STATE);
    states.save();
    onDisk = null;
    states.push();
    assertThat(calls).containsExactly("written " + STATE, "pushed " + STATE, "marked");
  }

  @Test
  void a_kept_state_whose_key_is_gone_is_a_failure_with_its_next_step() {
    onDisk = bytes(STATE);
    states.save();
    onDisk = null;
    cipher = new StateCipher("sk_two");

    Failure failure = catchThrowableOfType(FailureException.class, states::push).failure();

    assertThat(failure.code()).isEqualTo(FailureCode.KEPT_STATE_UNREADABLE);
    assertThat(failure.parameter(FailureParameter.SERIAL)).contains("7");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT)).contains("env_000000000001");
    assertThat(pushed).isFalse();
  }

  @Test
  void a_file_replaces_the_copy_whose_key_is_gone() {
    onDisk = bytes(STATE);
    states.save();
    cipher = new StateCipher("sk_two");

    states.push();

    assertThat(calls).containsExactly("written " + STATE, "pushed " + STATE, "marked");
  }

  @ParameterizedTest(name = "in the bucket: lineage {0}, serial {1}; accepted {2}")
  @CsvSource({
    "'', 0, true",
    "a,  6, true",
    "a,  7, true",
    "a,  8, false",
    "b,  1, false",
    "'', 8, false"
  })
  void a_kept_state_is_pushed_unless_the_bucket_has_a_newer_one_or_another_lineage(
      String lineage, long serial, boolean accepted) {
    onDisk = bytes(STATE);
    inBucket = new StateTransfer.StateSerial(lineage, serial);
    if (accepted) {
      states.push();
      assertThat(pushed).isTrue();
      return;
    }
    Failure failure = catchThrowableOfType(FailureException.class, states::push).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.ERRORED_STATE_REJECTED);
    assertThat(failure.parameter(FailureParameter.BUCKET_LINEAGE))
        .isEqualTo(lineage.equals("b") ? Optional.of("b") : Optional.empty());
    assertThat(failure.parameter(FailureParameter.BUCKET_SERIAL)).contains(Long.toString(serial));
    assertThat(calls).isEmpty();
    assertThat(pushed).isFalse();
  }
}
