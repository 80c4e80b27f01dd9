package io.beta9.provisioning.api.authentication;

import org.springframework.security.core.AuthenticationException;

/** The credentials of a request were rejected. */
public final class RejectedCredentialsException extends AuthenticationException {
  private static final long serialVersionUID = 1L;

  private final AuthenticationFailure failure;

  public RejectedCredentialsException(AuthenticationFailure failure) {
    super(failure.sentence());
    this.failure = failure;
  }

  public AuthenticationFailure failure() {
    return failure;
  }
}
