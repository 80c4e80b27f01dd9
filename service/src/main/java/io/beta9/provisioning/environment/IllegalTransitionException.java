package io.beta9.provisioning.environment;

import java.util.Locale;

/** Thrown if a transition is not allowed from the environment's status. */
public final class IllegalTransitionException extends RuntimeException {
  private final EnvironmentStatus from;
  private final Transition transition;

  public IllegalTransitionException(EnvironmentStatus from, Transition transition) {
    super(
        "an environment with status "
            + from.code()
            + " cannot "
            + transition.name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (isRequest(transition) && from.isInProgress()
                ? ": cancel its operation first, or wait until it has ended"
                : ""));
    this.from = from;
    this.transition = transition;
  }

  private static boolean isRequest(Transition transition) {
    return transition == Transition.REQUEST_PROVISION || transition == Transition.REQUEST_DESTROY;
  }

  public EnvironmentStatus from() {
    return from;
  }

  public Transition transition() {
    return transition;
  }
}
