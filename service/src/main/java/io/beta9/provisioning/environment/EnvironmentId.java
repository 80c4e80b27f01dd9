package io.beta9.provisioning.environment;

import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of an environment: {@code env_} and twelve hexadecimal digits. */
public record EnvironmentId(String value) {
  private static final Pattern FORM = Pattern.compile("env_[0-9a-f]{12}");

  public EnvironmentId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not an environment id");
    }
  }

  /** Parses an id from external input; empty if it is invalid. */
  public static Optional<EnvironmentId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new EnvironmentId(text)) : Optional.empty();
  }

  public static EnvironmentId random(RandomGenerator random) {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return new EnvironmentId("env_" + HexFormat.of().formatHex(bytes));
  }

  /** Returns the prefix of the names of all resources of this environment. */
  public String resourcePrefix() {
    return ResourceNaming.NAME_PREFIX + value.substring("env_".length());
  }

  @Override
  public String toString() {
    return value;
  }
}
