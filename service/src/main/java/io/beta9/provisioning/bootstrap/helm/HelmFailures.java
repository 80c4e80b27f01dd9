package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import java.util.List;

/** What the kinds of trouble that helm-runner tells apart mean for what happens next. */
final class HelmFailures {
  private static final String GRANT =
      "Give the role that this product assumes an access entry with the policy"
          + " AmazonEKSClusterAdminPolicy, then retry";
  private static final String REACH =
      "Check that the cluster's endpoint can be reached from the worker, then retry";
  private static final String AGAIN = "Retry";

  /** Not helm-runner's own word: it had no time to say one. */
  static final String KILLED = "killed";

  /** One row: what helm-runner calls it, what it means, and the next step. */
  private record FailureMapping(String kind, FailureClass meaning, String next) {}

  private static final List<FailureMapping> TABLE =
      List.of(
          new FailureMapping(
              "request",
              FailureClass.INTERNAL,
              "Report it with the worker's log: the worker asked Helm for something that is none"),
          new FailureMapping("pending", FailureClass.TRANSIENT, AGAIN),
          new FailureMapping("exists", FailureClass.TRANSIENT, AGAIN),
          new FailureMapping("absent", FailureClass.TRANSIENT, AGAIN),
          new FailureMapping("timeout", FailureClass.TIMEOUT, AGAIN),
          new FailureMapping(
              KILLED,
              FailureClass.TRANSIENT,
              "Nothing to do at first: it is tried again by itself. If it comes back, give the"
                  + " worker more memory"),
          new FailureMapping("canceled", FailureClass.TRANSIENT, AGAIN),
          new FailureMapping("unauthorized", FailureClass.PERMISSION, GRANT),
          new FailureMapping("forbidden", FailureClass.PERMISSION, GRANT),
          new FailureMapping("unreachable", FailureClass.TRANSIENT, REACH),
          new FailureMapping("busy", FailureClass.TRANSIENT, AGAIN),
          new FailureMapping(
              "chart",
              FailureClass.BOOTSTRAP,
              "Mend the chart in CHARTS_DIR, or what stands in its way in the cluster, then"
                  + " retry"));

  private static final FailureMapping OTHER =
      new FailureMapping(
          "other",
          FailureClass.BOOTSTRAP,
          "Look at the environment's log and at the release's objects in the cluster, then retry");

  private HelmFailures() {}

  /**
   * The failure of one call.
   *
   * @param action what Helm was to do, as its command is called
   * @param kind helm-runner's word for the trouble
   */
  static Failure of(String action, String release, String kind, String error) {
    FailureMapping row =
        TABLE.stream().filter(known -> known.kind().equals(kind)).findFirst().orElse(OTHER);
    return new Failure(
        row.meaning(),
        "helm-" + row.kind(),
        "Helm could not " + action + " release " + release,
        error.isBlank() ? "it gave no reason" : error,
        row.next());
  }
}
