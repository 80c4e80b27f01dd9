package io.beta9.provisioning.account;

/** Thrown if a tenant has as many registered accounts as it may have. */
public final class AccountLimitException extends RuntimeException {
  public AccountLimitException(int limit) {
    super(
        "the limit of "
            + limit
            + " registered accounts of a tenant is reached; remove one with './provisioner accounts"
            + " remove ACCOUNT'");
  }
}
