package io.beta9.provisioning.api.problem;

/** No tenant with this id exists. */
public final class UnknownTenantException extends RuntimeException {
  public UnknownTenantException(String id) {
    super("there is no tenant '" + id + "'");
  }
}
