package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** What came of reading a meta-config. */
public sealed interface ParseResult {
  /** It can be built. */
  record Valid(MetaConfig config) implements ParseResult {}

  /** It cannot; everything that is wrong with it, at least one thing. */
  record Invalid(List<Violation> violations) implements ParseResult {
    public Invalid {
      violations = List.copyOf(violations);
      if (violations.isEmpty()) {
        throw new IllegalArgumentException("an invalid meta-config has something wrong with it");
      }
    }
  }
}
