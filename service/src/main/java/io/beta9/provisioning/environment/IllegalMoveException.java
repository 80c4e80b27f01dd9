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
            + move.name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (isRequest(move) && from.busy()
                ? ": cancel what is under way first, or wait for its end"
                : ""));
    this.from = from;
    this.move = move;
  }

  private static boolean isRequest(Move move) {
    return move == Move.REQUEST_PROVISION || move == Move.REQUEST_DESTROY;
  }

  public EnvironmentStatus from() {
    return from;
  }

  public Move move() {
    return move;
  }
}
