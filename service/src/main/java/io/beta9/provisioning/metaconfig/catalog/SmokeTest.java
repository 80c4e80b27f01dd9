package io.beta9.provisioning.metaconfig.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The extent of the last check of an environment, {@code beta9.smoke} of the meta-config. */
public enum SmokeTest {
  /** Nothing is run in Beta9. */
  NONE,
  /** A container without a GPU; also one with a GPU if a node with a GPU is always available. */
  BASIC,
  /** Also a container with a GPU, for which a node may have to be started. */
  FULL;

  public static Map<String, SmokeTest> byLabel() {
    return Arrays.stream(values()).collect(Collectors.toMap(SmokeTest::label, Function.identity()));
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
