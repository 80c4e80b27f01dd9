package io.beta9.provisioning.intake.webhook;

/** Thrown if the webhook has no delivery with the id. */
public final class UnknownDeliveryException extends RuntimeException {
  public UnknownDeliveryException(String id) {
    super("there is no delivery " + id);
  }
}
