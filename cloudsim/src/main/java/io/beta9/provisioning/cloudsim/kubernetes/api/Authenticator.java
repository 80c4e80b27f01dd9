package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;

/** Authenticates the callers of an API server. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Returns the caller's user name.
   *
   * @throws ApiException with status 401 if the caller is not authenticated or has no access
   */
  String authenticate(HttpRequest request);
}
