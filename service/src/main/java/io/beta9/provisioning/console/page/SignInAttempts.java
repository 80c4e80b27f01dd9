package io.beta9.provisioning.console.page;

import io.beta9.provisioning.api.authentication.AuthenticationFailure;
import io.beta9.provisioning.api.authentication.AuthenticationLog;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.network.ClientNetwork;
import jakarta.servlet.http.HttpServletRequest;

/** Limits the attempts to sign in of an address, and counts and logs those that fail. */
public final class SignInAttempts {
  private final RateLimiter limit;
  private final AuthenticationLog log;

  /**
   * @param limit limits the attempts of an address
   */
  public SignInAttempts(RateLimiter limit, AuthenticationLog log) {
    this.limit = limit;
    this.log = log;
  }

  /** Counts an attempt, and returns whether the address may make it. */
  boolean isAccepted(HttpServletRequest request) {
    return limit.decide(ClientNetwork.of(request.getRemoteAddr()).text()).isAccepted();
  }

  /** Records a failed attempt, with its address and without its credentials. */
  void failed(AuthenticationFailure failure, HttpServletRequest request) {
    log.failed(failure, request.getRemoteAddr());
  }
}
