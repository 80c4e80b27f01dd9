package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The filters that one Describe operation supports. {@code tag:<key>}, {@code tag-key} and {@code
 * tag-value} are supported for every resource; unknown filters are rejected, as in EC2.
 */
public final class ResourceFilters<T> {
  private final Map<String, Function<T, @Nullable Object>> values = new LinkedHashMap<>();
  private final Ec2State state;
  private final Function<T, String> id;

  public ResourceFilters(Ec2State state, Function<T, String> id) {
    this.state = state;
    this.id = id;
  }

  /**
   * Adds a filter.
   *
   * @param value returns the field's value: a string, number, boolean, or a collection of these
   */
  public ResourceFilters<T> on(String name, Function<T, @Nullable Object> value) {
    values.put(name, value);
    return this;
  }

  /** Returns a predicate that accepts resources which match all filters of a request. */
  public Predicate<T> toPredicate(List<Filter> filters) {
    return filters.stream().map(this::predicateFor).reduce(_ -> true, Predicate::and);
  }

  private Predicate<T> predicateFor(Filter filter) {
    String name = filter.name();
    List<Pattern> requested = filter.values().stream().map(ResourceFilters::pattern).toList();
    if (name.startsWith("tag:")) {
      String key = name.substring("tag:".length());
      return item -> matches(requested, state.tagsOf(id.apply(item)).get(key));
    }
    return switch (name) {
      case "tag-key" -> item -> matches(requested, state.tagsOf(id.apply(item)).keySet());
      case "tag-value" -> item -> matches(requested, state.tagsOf(id.apply(item)).values());
      default -> {
        Function<T, @Nullable Object> value = values.get(name);
        if (value == null) {
          throw Ec2Errors.invalidValue("The filter '" + name + "' is invalid");
        }
        yield item -> matches(requested, value.apply(item));
      }
    };
  }

  private static boolean matches(List<Pattern> requested, @Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Collection<?> many -> many.stream().anyMatch(item -> matches(requested, item));
      case Stream<?> many -> many.anyMatch(item -> matches(requested, item));
      default -> requested.stream().anyMatch(item -> item.matcher(value.toString()).matches());
    };
  }

  /** Compiles EC2's wildcards: a star for any text, a question mark for one character. */
  private static Pattern pattern(String value) {
    StringBuilder regex = new StringBuilder();
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '\\' && at + 1 < value.length()) {
        regex.append(Pattern.quote(String.valueOf(value.charAt(++at))));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
