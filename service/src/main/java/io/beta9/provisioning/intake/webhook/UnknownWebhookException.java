package io.beta9.provisioning.intake.webhook;

/** Thrown if the tenant has no webhook with the id. */
public final class UnknownWebhookException extends RuntimeException {
  public UnknownWebhookException(String id) {
    super("there is no webhook " + id);
  }
}
