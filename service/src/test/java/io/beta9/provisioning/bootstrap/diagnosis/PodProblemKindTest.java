package io.beta9.provisioning.bootstrap.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.cause.ReportedMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PodProblemKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IMAGE_UNAVAILABLE | failed to resolve reference \"r.example/x:2\": r.example/x:2: not"
            + " found",
        "IMAGE_UNAVAILABLE | manifest for x:2 not found: manifest unknown: manifest unknown",
        "IMAGE_UNAVAILABLE | pull access denied for x, repository does not exist or may require"
            + " 'docker login': denied: requested access to the resource is denied",
        "IMAGE_UNAVAILABLE | unexpected status from HEAD request to https://r.example: 403"
            + " Forbidden",
        "IMAGE_UNAVAILABLE | no match for platform in manifest: not found",
        "IMAGE_PULL_LIMITED | httpReadSeeker: failed open: unexpected status code"
            + " https://registry-1.docker.io/v2/x: 429 Too Many Requests - Server message:"
            + " toomanyrequests: You have reached your pull rate limit.",
        "IMAGE_PULL_LIMITED | pull QPS exceeded",
        "IMAGE_PULL_LIMITED | toomanyrequests: Rate exceeded",
        "IMAGE_REGISTRY_UNREACHABLE | dial tcp 10.0.0.1:443: i/o timeout",
        "IMAGE_REGISTRY_UNREACHABLE | unexpected status from HEAD request: 503 Service Unavailable",
        "IMAGE_PULL | Back-off pulling image \"r.example/x:2\""
      })
  void distinguishes_a_final_answer_of_a_registry_from_one_that_passes(
      PodProblemKind expected, String message) {
    assertThat(PodProblemKind.of("ErrImagePull", message)).contains(expected);
  }

  static List<ReportedMessage> reportedMessages() {
    return ReportedMessage.ofKind("image");
  }

  @ParameterizedTest
  @MethodSource("reportedMessages")
  void a_reported_message_is_classified_as_its_cause(ReportedMessage reported) {
    reported.assertRight(
        PodProblemKind.of("ErrImagePull", reported.message()).orElseThrow().code());
  }

  @Test
  void fails_within_a_minute_on_a_problem_that_does_not_pass() {
    assertThat(PodProblemKind.IMAGE_UNAVAILABLE.tolerance()).isLessThan(Duration.ofMinutes(1));
    assertThat(PodProblemKind.INVALID_IMAGE_NAME.tolerance()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void remembers_between_two_attempts_why_the_last_one_failed() {
    PodProblem pausing =
        new PodProblem(
            "p", "c", "ImagePullBackOff", "Back-off pulling image", PodProblemKind.IMAGE_PULL);

    assertThat(pausing.explainedBy("x:2: not found").kind())
        .isEqualTo(PodProblemKind.IMAGE_UNAVAILABLE);
    assertThat(pausing.explainedBy("x:2: not found").message()).isEqualTo("x:2: not found");
    assertThat(pausing.explainedBy("")).isEqualTo(pausing);
  }
}
