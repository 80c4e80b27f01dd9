package io.beta9.provisioning.api.request;

import jakarta.servlet.http.HttpServletRequest;

/** The paths of the API's resources. */
final class ApiPaths {
  private static final String PREFIX = "/api/";

  private ApiPaths() {}

  /**
   * Returns whether a resource of the API may answer the request. The decoded path without path
   * parameters decides, because resources are found by it: {@code /%61pi/v1/…} and {@code
   * /api;x=1/v1/…} are paths of the API, too.
   */
  static boolean isApi(HttpServletRequest request) {
    String path = request.getServletPath();
    String rest = request.getPathInfo();
    return (rest == null ? path : path + rest).startsWith(PREFIX);
  }
}
