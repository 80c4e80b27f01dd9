package io.beta9.provisioning.bootstrap.gateway;

/** The result of presenting a token to a gateway. */
public sealed interface TokenCheck {

  /** The token belongs to this Beta9. */
  record Accepted() implements TokenCheck {}

  /** The token does not belong to this Beta9. */
  record Rejected() implements TokenCheck {}

  /**
   * The token is unknown, but the Beta9 was unclaimed: the gateway has made this caller its
   * administrator, and this is the only copy of the administrator's token.
   */
  record Claimed(AdminTokenStore.StoredToken administrator) implements TokenCheck {}
}
