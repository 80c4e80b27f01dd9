package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.contract.RepresentationWriter;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.ReplicaReadFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.database.ReadRouting;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the two most frequent requests without Spring MVC, which costs more than the rest of
 * their processing: reads of one environment and of a page of environments, by the methods of
 * {@link EnvironmentResource}. Everything that is not a successful answer in JSON is left to Spring
 * MVC: other representations, unknown environments, invalid parameters, a replica that failed.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 8)
public final class EnvironmentReadFilter extends OncePerRequestFilter {
  private static final String LIST_ROUTE = "/api/v1/environments";
  private static final String GET_ROUTE = LIST_ROUTE + "/{id}";
  private static final Set<String> LIST_PARAMETERS =
      Set.of("status", "region", "name", "limit", "cursor");

  private final EnvironmentRepository environments;
  private final EnvironmentViews views;
  private final ReplicaReadFilter replicaReads;
  private final ProblemDetails problems;
  private final ObjectWriter json;
  private final ObjectWriter pages;

  public EnvironmentReadFilter(
      EnvironmentRepository environments,
      EnvironmentViews views,
      ReplicaReadFilter replicaReads,
      ProblemDetails problems,
      JsonMapper json) {
    this.environments = environments;
    this.views = views;
    this.replicaReads = replicaReads;
    this.problems = problems;
    this.json = json.writer();
    this.pages = json.writerFor(new TypeReference<Page<EnvironmentSummary>>() {});
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("GET")
        || !request.getRequestURI().startsWith(LIST_ROUTE)
        || !acceptsJson(request.getHeader("Accept"));
  }

  private static boolean acceptsJson(@Nullable String accept) {
    return accept == null
        || accept.equals(MediaType.ALL_VALUE)
        || accept.equals(MediaType.APPLICATION_JSON_VALUE);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)
        || !caller.has(Permission.ENVIRONMENT_READ)) {
      chain.doFilter(request, response);
      return;
    }
    byte[] body = null;
    replicaReads.preHandle(request, response, this);
    try {
      body = answer(caller, request);
    } catch (DataAccessException | TransactionException e) {
      if (!ReadRouting.wasServedByReplica()) {
        problems.write(request, response, problems.of(e));
        return;
      }
    } finally {
      replicaReads.afterCompletion(request, response, this, null);
    }
    if (body == null) {
      chain.doFilter(request, response);
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    RepresentationWriter.write(request, response, body);
  }

  /** Returns the body of a successful answer; null if Spring MVC has to answer. */
  private byte @Nullable [] answer(Caller caller, HttpServletRequest request) {
    String path = request.getRequestURI();
    if (path.length() == LIST_ROUTE.length()) {
      return list(caller, request);
    }
    if (request.getQueryString() != null || path.charAt(LIST_ROUTE.length()) != '/') {
      return null;
    }
    Optional<Environment> found =
        EnvironmentId.parse(path.substring(LIST_ROUTE.length() + 1))
            .flatMap(
                id ->
                    ReadRouting.findOnReplicaThenPrimary(
                        () -> environments.find(caller.tenant(), id)));
    if (found.isEmpty()) {
      return null;
    }
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, GET_ROUTE);
    return json.writeValueAsBytes(views.of(found.get()));
  }

  private byte @Nullable [] list(Caller caller, HttpServletRequest request) {
    for (String name : Collections.list(request.getParameterNames())) {
      if (!LIST_PARAMETERS.contains(name) || request.getParameterValues(name).length > 1) {
        return null;
      }
    }
    try {
      Page<EnvironmentSummary> page =
          EnvironmentResource.page(
              environments,
              views,
              caller,
              EnvironmentResource.query(
                  request.getParameter("status"),
                  request.getParameter("region"),
                  request.getParameter("name"),
                  limit(request.getParameter("limit")),
                  request.getParameter("cursor")));
      request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, LIST_ROUTE);
      return pages.writeValueAsBytes(page);
    } catch (BadRequestException | NumberFormatException e) {
      return null;
    }
  }

  private static int limit(@Nullable String text) {
    return text == null ? EnvironmentResource.DEFAULT_PAGE_SIZE : Integer.parseInt(text);
  }
}
