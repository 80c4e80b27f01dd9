package io.beta9.provisioning.environment;

import java.util.Locale;

/** A move that cannot follow the status that the environment has. */
public final class IllegalMoveException extends RuntimeException {
  private final EnvironmentStatus from;
  private final Move move;

  public IllegalMoveException(EnvironmentStatus from, Move move) {
    super(
        "an environment that is "
            + from.code()
            + " cannot "
            + move.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    this.from = from;
    this.move = move;
  }

  public EnvironmentStatus from() {
    return from;
  }

  public Move move() {
    return move;
  }
}
