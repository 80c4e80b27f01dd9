package io.beta9.provisioning.failure;

import io.beta9.provisioning.failure.text.FailureTemplate;

/**
 * What the catalogue says about one {@link FailureCode}.
 *
 * @param responsible who has to act before another attempt can succeed
 * @param meaning one sentence for documents
 * @param what what failed, a clause without a full stop
 * @param why the cause, a clause without a full stop
 * @param next the next step, an imperative sentence without a full stop
 */
record FailureDefinition(
    FailureClass failureClass,
    ResponsibleParty responsible,
    String meaning,
    FailureTemplate what,
    FailureTemplate why,
    FailureTemplate next) {
  /** What was being done, and with which resource. */
  private static final String ACTIVITY = "{activity} failed[ for {subject}]";

  static final String ACCOUNT_REJECTED = "The account check failed";
  static final String ACCOUNT_WARNING = "The account check reported a warning";

  /** What was reported about a node group, before what the account shows. */
  static final String NODE_REPORT = "[{nodes}; ][{reported}; ][node group {node_group}: ]";

  /** What the account shows about nodes that do not join, a continuation of the cause. */
  static final String NODE_DETAILS =
      "[; EKS reports {eks_issues}][; the console of {instance} ends with '{console}']";

  FailureDefinition(
      FailureClass failureClass, String meaning, String what, String why, String next) {
    this(
        failureClass,
        failureClass.responsible(),
        meaning,
        new FailureTemplate(what),
        new FailureTemplate(why),
        new FailureTemplate(next));
  }

  /** Defines a failure of whatever activity it occurred in: "Creating the network failed". */
  static FailureDefinition ofActivity(
      FailureClass failureClass, String meaning, String why, String next) {
    return new FailureDefinition(failureClass, meaning, ACTIVITY, why, next);
  }

  /** Returns the same definition with another responsible party than that of its class. */
  FailureDefinition actedOnBy(ResponsibleParty party) {
    return new FailureDefinition(failureClass, party, meaning, what, why, next);
  }
}
