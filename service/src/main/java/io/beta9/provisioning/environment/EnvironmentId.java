package io.beta9.provisioning.environment;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** {@code env_} and twelve hexadecimal digits. */
public record EnvironmentId(String value) {
  private static final Pattern FORM = Pattern.compile("env_[0-9a-f]{12}");

  public EnvironmentId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not an environment id");
    }
  }

  /** The id that this text is, or nothing: for input from outside. */
  public static Optional<EnvironmentId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new EnvironmentId(text)) : Optional.empty();
  }

  public static EnvironmentId random(RandomGenerator random) {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return new EnvironmentId("env_" + HexFormat.of().formatHex(bytes));
  }

  /** What the names of everything that is made for this environment begin with. */
  public String resourcePrefix() {
    return "beta9-" + value.substring("env_".length());
  }

  @Override
  public String toString() {
    return value;
  }
}
