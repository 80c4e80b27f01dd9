package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** Result of reading a meta-config. */
public sealed interface ParseResult {
  /** A valid meta-config. */
  record Valid(MetaConfig config) implements ParseResult {}

  /** An invalid meta-config with all its violations, at least one. */
  record Invalid(List<Violation> violations) implements ParseResult {
    public Invalid {
      violations = List.copyOf(violations);
      if (violations.isEmpty()) {
        throw new IllegalArgumentException("at least one violation is required");
      }
    }
  }
}
