package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, cursors and messages that callers outside of the service see. */
class EnvironmentValuesTest {
  private static final EnvironmentId ID = new EnvironmentId("env_0123456789ab");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "env_",
        "env_0123456789a",
        "env_0123456789abc",
        "env_0123456789AB",
        "0123456789ab"
      })
  void rejects_a_text_that_is_not_an_environment_id(String text) {
    assertThat(EnvironmentId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new EnvironmentId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(EnvironmentStatus.class)
  void a_status_has_a_meaning_and_ends_only_where_no_operation_follows(EnvironmentStatus status) {
    assertThat(status.description()).isNotBlank();
    assertThat(status.isTerminal())
        .isEqualTo(
            Set.of(EnvironmentStatus.READY, EnvironmentStatus.FAILED, EnvironmentStatus.DESTROYED)
                .contains(status));
    assertThat(status.isInProgress()).isNotEqualTo(status.isTerminal());
  }

  @Test
  void stored_json_is_printed_as_it_is_stored() {
    assertThat(new StoredJson("{\"a\":  1}")).hasToString("{\"a\":  1}");
  }

  @Test
  void parses_what_it_prints() {
    assertThat(EnvironmentId.parse(ID.toString())).contains(ID);
  }

  @Test
  void random_ids_differ_and_are_reproducible_from_their_seed() {
    Random random = new Random(1);
    EnvironmentId first = EnvironmentId.random(random);
    assertThat(EnvironmentId.random(random)).isNotEqualTo(first);
    assertThat(EnvironmentId.random(new Random(1))).isEqualTo(first);
  }

  @Test
  void names_of_resources_begin_with_the_digits_of_the_id() {
    assertThat(ID.resourcePrefix()).isEqualTo("beta9-0123456789ab");
  }

  @Test
  void a_cursor_is_equal_after_decoding_and_is_safe_in_a_url() {
    EnvironmentCursor cursor =
        new EnvironmentCursor(Instant.parse("2026-03-01T10:00:00.123456Z"), ID);
    assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
    assertThat(EnvironmentCursor.parse(cursor.encode())).contains(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "|env_0123456789ab",
        "2026-03-01T10:00:00Z",
        "yesterday|env_0123456789ab",
        "2026-03-01T10:00:00Z|env_1"
      })
  void rejects_a_cursor_that_it_did_not_issue(String decoded) {
    String text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    assertThat(EnvironmentCursor.parse(text)).isEmpty();
  }

  @Test
  void rejects_a_cursor_that_is_not_base64() {
    assertThat(EnvironmentCursor.parse("%%%")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Transition.class)
  void advises_to_cancel_only_where_a_request_meets_a_running_operation(Transition transition) {
    boolean request =
        transition == Transition.REQUEST_PROVISION || transition == Transition.REQUEST_DESTROY;
    for (EnvironmentStatus from : EnvironmentStatus.values()) {
      assertThat(new IllegalTransitionException(from, transition).getMessage().contains("cancel"))
          .as(from.name())
          .isEqualTo(request && from.isInProgress());
    }
  }
}
