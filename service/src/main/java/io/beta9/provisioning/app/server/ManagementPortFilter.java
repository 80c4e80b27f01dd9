package io.beta9.provisioning.app.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Divides the paths among the ports if there is a management port: it serves metrics and health,
 * the API's port everything else and the status of the health without details.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
public final class ManagementPortFilter extends OncePerRequestFilter {
  /** The health group without details. */
  public static final String SUMMARY = "summary";

  private static final String METRICS = "/metrics";
  private static final String HEALTH = "/health";

  /** What load balancers and the kubelet request. */
  private static final Set<String> PROBES = Set.of(HEALTH + "/live", HEALTH + "/ready");

  private final ManagementPort management;

  public ManagementPortFilter(ManagementPort management) {
    this.management = management;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !management.isSeparate() || request.getDispatcherType() != DispatcherType.REQUEST;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // Decoded and without path parameters, as the resource is selected by it.
    String path = request.getServletPath();
    boolean isManagementPath = path.startsWith(METRICS) || path.startsWith(HEALTH);
    if (request.getLocalPort() == management.localPort()) {
      proceedIf(isManagementPath, request, response, chain);
    } else if (path.equals(HEALTH)) {
      request.getRequestDispatcher(HEALTH + "/" + SUMMARY).forward(request, response);
    } else {
      proceedIf(!isManagementPath || PROBES.contains(path), request, response, chain);
    }
  }

  private static void proceedIf(
      boolean condition,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    if (condition) {
      chain.doFilter(request, response);
    } else {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
