package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;

/** Maps the kinds of failures that helm-runner reports to failures. */
final class HelmFailures {
  /** Not reported by helm-runner: it was killed before it could report anything. */
  static final String KILLED = "killed";

  private HelmFailures() {}

  /**
   * Returns the failure of one call.
   *
   * @param action the Helm command
   * @param kind the kind that helm-runner reports; an unknown one is {@code helm-other}
   * @param error the reported text, possibly empty
   */
  static Failure of(String action, String release, String kind, String error) {
    return Failure.of(code(kind))
        .about(release)
        .with(FailureParameter.ACTION, action)
        .with(FailureParameter.REPORTED, error);
  }

  /** An admission webhook may fail other requests than those of Helm. */
  private static FailureCode code(String kind) {
    return kind.equals("webhook")
        ? FailureCode.WEBHOOK_UNAVAILABLE
        : FailureCode.of("helm-" + kind).orElse(FailureCode.HELM_OTHER);
  }
}
