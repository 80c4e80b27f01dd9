package io.beta9.provisioning.console.session;

import jakarta.servlet.http.HttpServletRequest;

/** The paths of the console. */
public final class ConsolePaths {
  public static final String ROOT = "/console";
  public static final String SIGN_IN = ROOT + "/sign-in";
  public static final String ASSETS = ROOT + "/assets/";

  private ConsolePaths() {}

  /** Returns the decoded path without path parameters, by which pages are found. */
  static String of(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }

  public static boolean isConsole(HttpServletRequest request) {
    String path = of(request);
    return path.equals("/") || path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  public static boolean needsSession(HttpServletRequest request) {
    String path = of(request);
    return !path.equals("/")
        && !path.equals(SIGN_IN)
        && !path.startsWith(SIGN_IN + "/")
        && !path.startsWith(ASSETS);
  }
}
