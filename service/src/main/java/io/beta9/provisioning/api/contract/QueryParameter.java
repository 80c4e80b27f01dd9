package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.authorization.OperationAuthorization;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;

/**
 * A query parameter of an operation, as the parameter of its method declares it. Requests are
 * checked against it, and the description of the API contains it.
 *
 * @param type the type of one value
 * @param repeated whether it can be given more than once
 * @param defaultValue the value if it is absent or empty; null if there is none
 * @param minimum the smallest number; null if there is no bound
 * @param maximum the largest number; null if there is no bound
 * @param pattern the regular expression that values match entirely; null if there is none
 */
public record QueryParameter(
    String name,
    Class<?> type,
    boolean repeated,
    boolean required,
    @Nullable String defaultValue,
    @Nullable Long minimum,
    @Nullable Long maximum,
    @Nullable String pattern) {
  /** Longer values are rejected: none of the API's parameters needs them. */
  public static final int MAX_LENGTH = 2048;

  /** Returns the query parameters that a method declares, in their order. */
  public static List<QueryParameter> of(HandlerMethod method) {
    List<QueryParameter> parameters = new ArrayList<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
      if (declared != null) {
        parameters.add(of(parameter, declared));
      }
    }
    OperationAuthorization.parameters(method).forEach(name -> parameters.add(optional(name)));
    return parameters;
  }

  private static QueryParameter optional(String name) {
    return new QueryParameter(name, String.class, false, false, null, null, null, null);
  }

  private static QueryParameter of(MethodParameter parameter, RequestParam declared) {
    MethodParameter named = parameter.withContainingClass(parameter.getContainingClass());
    named.initParameterNameDiscovery(new org.springframework.core.DefaultParameterNameDiscoverer());
    boolean repeated = Collection.class.isAssignableFrom(parameter.getParameterType());
    boolean hasDefault = !declared.defaultValue().equals(ValueConstants.DEFAULT_NONE);
    Min min = parameter.getParameterAnnotation(Min.class);
    Max max = parameter.getParameterAnnotation(Max.class);
    Pattern pattern = parameter.getParameterAnnotation(Pattern.class);
    return new QueryParameter(
        declared.name().isEmpty() ? String.valueOf(named.getParameterName()) : declared.name(),
        repeated ? String.class : parameter.getParameterType(),
        repeated,
        declared.required() && !hasDefault,
        hasDefault ? declared.defaultValue() : null,
        min == null ? null : (Long) min.value(),
        max == null ? null : (Long) max.value(),
        pattern == null ? null : pattern.regexp());
  }

  /** Returns what is wrong with the values of a request; empty if they are valid. */
  Optional<String> violation(String[] values) {
    if (values.length > 1 && !repeated) {
      return Optional.of("is given more than once");
    }
    for (String value : values) {
      Optional<String> violation = violation(value);
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  private Optional<String> violation(String value) {
    if (value.length() > MAX_LENGTH) {
      return Optional.of("must have at most " + MAX_LENGTH + " characters");
    }
    if (value.isEmpty() && (defaultValue != null || !isStructured())) {
      return Optional.empty();
    }
    if (type == boolean.class || type == Boolean.class) {
      return value.equals("true") || value.equals("false")
          ? Optional.empty()
          : Optional.of("must be true or false");
    }
    if (isNumber()) {
      return numberViolation(value);
    }
    return pattern == null || value.matches(pattern)
        ? Optional.empty()
        : Optional.of("'" + value + "' is invalid: it must match " + pattern);
  }

  private Optional<String> numberViolation(String value) {
    long smallest = type == int.class || type == Integer.class ? Integer.MIN_VALUE : Long.MIN_VALUE;
    long largest = type == int.class || type == Integer.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
    long from = minimum == null ? smallest : minimum;
    long to = maximum == null ? largest : maximum;
    try {
      long number = Long.parseLong(value);
      if (number >= from && number <= to) {
        return Optional.empty();
      }
    } catch (NumberFormatException e) {
      return Optional.of("must be an integer" + bounds(from, to));
    }
    return Optional.of("must be from " + from + " to " + to);
  }

  private String bounds(long from, long to) {
    return minimum == null && maximum == null ? "" : " from " + from + " to " + to;
  }

  private boolean isStructured() {
    return isNumber() || type == boolean.class || type == Boolean.class;
  }

  /** Returns whether its values are integers. */
  public boolean isNumber() {
    return type == int.class || type == long.class || type == Integer.class || type == Long.class;
  }
}
