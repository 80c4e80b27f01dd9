package io.beta9.provisioning.testing;

import java.util.HashMap;
import java.util.Map;

/** System properties that have other values until they are closed. */
public final class SystemProperties implements AutoCloseable {
  private final Map<String, String> before = new HashMap<>();

  public SystemProperties(Map<String, String> values) {
    values.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
  }

  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
