package io.beta9.provisioning.api.request;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.telemetry.log.LogFields;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Gives each request an id, which is in its response, in its log lines and in its problem document.
 * The client's {@value #HEADER} is used if it is valid: up to {@value #MAX_LENGTH} letters, digits
 * and {@code . _ - : / + =}, so that it can be printed and searched for everywhere.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter implements Filter {
  public static final String HEADER = "X-Request-Id";

  /** The request attribute that holds the id. */
  static final String ID = "io.beta9.provisioning.request-id";

  static final int MAX_LENGTH = 64;

  private static final String PUNCTUATION = "._-:/+=";
  private static final String ENVIRONMENTS = "/api/v1/environments/";

  private final RandomGenerator random;

  public RequestIdFilter(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    String id = id(http);
    http.setAttribute(ID, id);
    ((HttpServletResponse) response).setHeader(HEADER, id);
    Map<String, String> fields = new HashMap<>();
    fields.put(LogFields.REQUEST, id);
    environment(http.getRequestURI())
        .ifPresent(environment -> fields.put(LogFields.ENVIRONMENT, environment.value()));
    try (LogFields.LogScope _ = LogFields.with(fields)) {
      chain.doFilter(request, response);
    }
  }

  /** Returns the same id when Tomcat dispatches the request again, for example to an error page. */
  private String id(HttpServletRequest request) {
    if (request.getAttribute(ID) instanceof String known) {
      return known;
    }
    String sent = request.getHeader(HEADER);
    if (sent != null && isValid(sent)) {
      return sent;
    }
    return newId();
  }

  /** Returns an id for a request that has none. */
  public String newId() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return "req_" + HexFormat.of().formatHex(bytes);
  }

  static boolean isValid(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || PUNCTUATION.indexOf(c) >= 0);
  }

  private static Optional<EnvironmentId> environment(String path) {
    if (!path.startsWith(ENVIRONMENTS)) {
      return Optional.empty();
    }
    int end = path.indexOf('/', ENVIRONMENTS.length());
    return EnvironmentId.parse(
        path.substring(ENVIRONMENTS.length(), end < 0 ? path.length() : end));
  }
}
