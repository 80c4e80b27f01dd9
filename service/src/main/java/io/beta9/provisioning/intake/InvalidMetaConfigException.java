package io.beta9.provisioning.intake;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** Thrown if a meta-config is not valid in the account that it names. */
public final class InvalidMetaConfigException extends RuntimeException {
  private final transient List<Violation> violations;

  public InvalidMetaConfigException(List<Violation> violations) {
    super(String.join("; ", violations.stream().map(Violation::toString).toList()));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
