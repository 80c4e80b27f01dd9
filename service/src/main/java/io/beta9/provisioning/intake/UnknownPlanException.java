package io.beta9.provisioning.intake;

/** The environment has no plan of this id. */
public final class UnknownPlanException extends RuntimeException {
  public UnknownPlanException(Object id) {
    super("there is no plan '" + id + "' of this environment");
  }
}
