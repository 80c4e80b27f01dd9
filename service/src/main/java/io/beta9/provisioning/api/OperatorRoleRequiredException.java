package io.beta9.provisioning.api;

/** What was asked for shows, or touches, what belongs to all tenants. */
public final class OperatorRoleRequiredException extends RuntimeException {
  OperatorRoleRequiredException() {
    super(
        "this is for operators: the key is a tenant's own. One that is good for it is made with"
            + " './provisioner admin keys create --tenant NAME --name NAME --role operator'");
  }
}
