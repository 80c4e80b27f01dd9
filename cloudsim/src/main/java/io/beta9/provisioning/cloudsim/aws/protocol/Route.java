package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;

/**
 * Matches REST requests to an operation by method, path, the query keys in its template, and its
 * required query parameters and headers.
 */
final class Route {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}+]+)(\\+?)}");

  private final ApiOperation operation;
  private final Pattern path;
  private final List<String> parameters = new ArrayList<>();
  private final Map<String, String> literals = new LinkedHashMap<>();
  private final List<String> requiredQuery;
  private final List<String> requiredHeaders;

  /**
   * @param prefix prepended to the path template: S3's templates lack the bucket
   */
  Route(ApiOperation operation, String prefix) {
    this.operation = operation;
    String[] template = (prefix + operation.info().requestUri()).split("\\?", 2);
    this.path = compile(template[0]);
    if (template.length == 2) {
      for (String pair : template[1].split("&", -1)) {
        String[] parts = pair.split("=", 2);
        literals.put(parts[0], parts.length == 2 ? parts[1] : "");
      }
    }
    this.requiredQuery = required(MarshallLocation.QUERY_PARAM);
    this.requiredHeaders = required(MarshallLocation.HEADER);
  }

  ApiOperation operation() {
    return operation;
  }

  /** Returns how specific the route is; the most specific matching route is used. */
  int specificity() {
    return 100 * literals.size() + requiredQuery.size() + requiredHeaders.size();
  }

  /** Returns the path parameters if the request matches this route. */
  Optional<Map<String, String>> match(WireRequest request) {
    if (!request.method().equals(operation.info().httpMethod().name())) {
      return Optional.empty();
    }
    Matcher matcher = path.matcher(request.rawPath());
    if (!matcher.matches()
        || !literals.entrySet().stream().allMatch(literal -> has(request, literal))
        || !request.query().keySet().containsAll(requiredQuery)
        || !request.headers().keySet().containsAll(requiredHeaders)) {
      return Optional.empty();
    }
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      found.put(parameters.get(i), decode(matcher.group(i + 1)));
    }
    return Optional.of(found);
  }

  private static boolean has(WireRequest request, Map.Entry<String, String> literal) {
    String value = request.query().get(literal.getKey());
    return value != null && (literal.getValue().isEmpty() || literal.getValue().equals(value));
  }

  private List<String> required(MarshallLocation location) {
    return operation.fields().stream()
        .filter(field -> field.location() == location && field.containsTrait(RequiredTrait.class))
        .map(field -> field.locationName())
        .map(name -> location == MarshallLocation.HEADER ? name.toLowerCase(Locale.ROOT) : name)
        .toList();
  }

  private Pattern compile(String template) {
    StringBuilder regex = new StringBuilder();
    Matcher matcher = PARAMETER.matcher(template);
    int from = 0;
    while (matcher.find()) {
      regex.append(Pattern.quote(template.substring(from, matcher.start())));
      regex.append(matcher.group(2).isEmpty() ? "([^/]+)" : "(.+)");
      parameters.add(matcher.group(1));
      from = matcher.end();
    }
    regex.append(Pattern.quote(template.substring(from)));
    return Pattern.compile(regex + "/?");
  }

  private static String decode(String rawPath) {
    return URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
