package io.beta9.provisioning.environment;

import java.util.Locale;

/** A move that cannot follow the status that the environment has. */
public final class IllegalTransitionException extends RuntimeException {
  private final EnvironmentStatus from;
  private final Transition move;

  public IllegalTransitionException(EnvironmentStatus from, Transition move) {
    super(
        "an environment that is "
            + from.code()
            + " cannot "
            + move.name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (isRequest(move) && from.busy()
                ? ": cancel what is under way first, or wait for its end"
                : ""));
    this.from = from;
    this.move = move;
  }

  private static boolean isRequest(Transition move) {
    return move == Transition.REQUEST_PROVISION || move == Transition.REQUEST_DESTROY;
  }

  public EnvironmentStatus from() {
    return from;
  }

  public Transition move() {
    return move;
  }
}
