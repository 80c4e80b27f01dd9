package io.beta9.provisioning.settings;

import java.time.Duration;
import java.util.Map;

/** Durations by name, written as {@code apply=90m,nodes=20m}. */
public record NamedDurations(Map<String, Duration> byName) {
  public NamedDurations {
    byName = Map.copyOf(byName);
  }
}
