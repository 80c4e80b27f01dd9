package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.Violation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Rejects query parameters that the operation does not have, and values that it does not accept.
 * Methods that answer the same path in different representations share their parameters.
 */
public final class QueryParameterCheck implements HandlerInterceptor {
  private static final int MAX_SHOWN = 100;

  /** The path of an operation and its method. */
  private record OperationKey(Object path, String method) {}

  private final ResourceMethods methods;
  private final Map<OperationKey, Map<String, QueryParameter>> known = new ConcurrentHashMap<>();

  /**
   * @param methods the methods of all resources
   */
  public QueryParameterCheck(ResourceMethods methods) {
    this.methods = methods;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Object path = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || path == null
        || !isPartOfApi(path.toString())
        || (request.getQueryString() == null && request.getMethod().equals("OPTIONS"))) {
      return true;
    }
    Map<String, QueryParameter> declared =
        known.computeIfAbsent(new OperationKey(path, method(request)), this::parameters);
    List<Violation> violations = new ArrayList<>();
    request
        .getParameterMap()
        .forEach((name, values) -> violation(declared, name, values).ifPresent(violations::add));
    declared.values().stream()
        .filter(QueryParameter::required)
        .filter(parameter -> request.getParameter(parameter.name()) == null)
        .forEach(parameter -> violations.add(new Violation(parameter.name(), "is required")));
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    return true;
  }

  /** Other resources, such as the pages of the console, decide for themselves. */
  private static boolean isPartOfApi(String path) {
    return path.startsWith("/api/") || path.equals("/openapi.json");
  }

  private static String method(HttpServletRequest request) {
    return request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
  }

  private static Optional<Violation> violation(
      Map<String, QueryParameter> declared, String name, String[] values) {
    QueryParameter parameter = declared.get(name);
    if (parameter != null) {
      return parameter.violation(values).map(message -> new Violation(name, message));
    }
    return Optional.of(unknown(name, declared.keySet()));
  }

  /** Returns the violation of a parameter that the operation does not have. */
  static Violation unknown(String name, Set<String> declared) {
    TreeSet<String> names = new TreeSet<>(declared);
    return new Violation(
        name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name,
        "is not a parameter of this request"
            + Suggestions.nearest(name, names)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(
                    names.isEmpty() ? ", which has none" : "; it has " + String.join(", ", names)));
  }

  private Map<String, QueryParameter> parameters(OperationKey operation) {
    Map<String, QueryParameter> parameters = new LinkedHashMap<>();
    methods
        .all()
        .forEach(
            (mapping, method) -> {
              if (mapping.getPatternValues().contains(operation.path().toString())
                  && mapping.getMethodsCondition().getMethods().stream()
                      .anyMatch(each -> each.name().equals(operation.method()))) {
                QueryParameter.of(method)
                    .forEach(parameter -> parameters.put(parameter.name(), parameter));
              }
            });
    return parameters;
  }
}
