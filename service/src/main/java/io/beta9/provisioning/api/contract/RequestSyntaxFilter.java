package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.problem.UnsupportedContentTypeException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects requests with a path or query that cannot be decoded or contains characters that cannot
 * be stored. Later code can therefore read parameters without an exception.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
public final class RequestSyntaxFilter extends OncePerRequestFilter {
  /** The parameters of the paths that are not resources of the API. */
  private static final Map<String, Set<String>> MANAGEMENT =
      Map.of(
          "/health", Set.of(),
          "/health/live", Set.of(),
          "/health/ready", Set.of(),
          "/metrics", Set.of("includedNames"));

  private static final String QUERY = "query";
  private static final String PATH = "path";

  private final ProblemDetails problems;

  public RequestSyntaxFilter(ProblemDetails problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String type = request.getContentType();
    if (type != null && type.contains("*")) {
      problems.write(
          request,
          response,
          problems.of(
              new UnsupportedContentTypeException(
                  type, List.of(MediaType.APPLICATION_JSON_VALUE))));
      return;
    }
    Optional<BadRequestException> problem = check(request);
    if (problem.isPresent()) {
      problems.write(request, response, problems.of(problem.get()));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static Optional<BadRequestException> check(HttpServletRequest request) {
    String path = request.getServletPath();
    if (path.chars().anyMatch(Character::isISOControl) || !isText(path)) {
      return Optional.of(
          new BadRequestException(PATH, "must not contain control characters and must be UTF-8"));
    }
    Map<String, String[]> parameters;
    try {
      parameters = request.getParameterMap();
    } catch (IllegalStateException e) {
      // Tomcat reports an invalid query when it is read for the first time.
      return Optional.of(
          new BadRequestException(QUERY, "cannot be decoded: it must be percent-encoded UTF-8"));
    }
    Set<String> known = MANAGEMENT.get(path);
    for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
      if (parameter.getKey().isEmpty()) {
        return Optional.of(new BadRequestException(QUERY, "contains a parameter without a name"));
      }
      if (!isText(parameter.getKey())
          || parameter.getKey().chars().anyMatch(Character::isISOControl)) {
        return Optional.of(
            new BadRequestException(
                QUERY, "contains a parameter whose name is not UTF-8 or has control characters"));
      }
      for (String value : parameter.getValue()) {
        if (!isText(value)) {
          return Optional.of(
              new BadRequestException(parameter.getKey(), "must be UTF-8 without NUL characters"));
        }
      }
      if (known != null && !known.contains(parameter.getKey())) {
        return Optional.of(
            new BadRequestException(
                List.of(QueryParameterCheck.unknown(parameter.getKey(), known))));
      }
    }
    return Optional.empty();
  }

  /** Invalid UTF-8 is decoded to the replacement character. */
  private static boolean isText(String text) {
    return text.indexOf('\uFFFD') < 0 && UnicodeText.isStorable(text);
  }
}
