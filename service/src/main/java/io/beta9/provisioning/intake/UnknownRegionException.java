package io.beta9.provisioning.intake;

/** A region that this installation does not know, or does not allow. */
public final class UnknownRegionException extends RuntimeException {
  public UnknownRegionException(String region) {
    super("there is no region '" + region + "' that environments may be in");
  }
}
