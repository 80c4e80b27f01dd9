package io.beta9.provisioning.intake;

/** Thrown if a region is unknown or not allowed in this installation. */
public final class UnknownRegionException extends RuntimeException {
  public UnknownRegionException(String region) {
    super("'" + region + "' is not an available region");
  }
}
