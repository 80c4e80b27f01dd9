package io.beta9.provisioning.api.request;

import jakarta.servlet.http.HttpServletRequest;

/** The paths of the API's resources. */
public final class ApiPaths {
  private static final String PREFIX = "/api/";

  private ApiPaths() {}

  /**
   * Returns whether a resource of the API may answer the request: by its path as it was sent, or by
   * the decoded path without path parameters, by which resources are found. {@code /%61pi/v1/…} and
   * {@code /api;x=1/v1/…} are paths of the API, too.
   */
  public static boolean isApi(HttpServletRequest request) {
    return decoded(request).startsWith(PREFIX) || request.getRequestURI().startsWith(PREFIX);
  }

  /** Returns the decoded path without path parameters, by which resources are found. */
  public static String decoded(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }
}
