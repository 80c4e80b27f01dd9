package io.beta9.provisioning.api.problem;

/** A request that concerns all tenants was sent with a tenant's key. */
public final class OperatorRoleRequiredException extends RuntimeException {
  public OperatorRoleRequiredException() {
    super(
        "this request requires the role operator, which the key does not have. Create such a key"
            + " with './provisioner admin keys create --tenant NAME --name NAME --role operator'");
  }
}
