package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;

/** Tells who calls an API server. */
@FunctionalInterface
public interface Authenticator {

  /**
   * The caller's user name.
   *
   * @throws ApiException 401 where there is none, or none that may enter
   */
  String authenticate(HttpRequest request);
}
