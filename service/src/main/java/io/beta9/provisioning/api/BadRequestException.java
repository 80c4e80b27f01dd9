package io.beta9.provisioning.api;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** A request that cannot be understood or accepted as it is, with everything that is wrong. */
public final class BadRequestException extends RuntimeException {
  private final transient List<Violation> violations;

  public BadRequestException(List<Violation> violations) {
    super(String.join("; ", violations.stream().map(Violation::toString).toList()));
    this.violations = List.copyOf(violations);
  }

  public BadRequestException(String path, String message) {
    this(List.of(new Violation(path, message)));
  }

  public List<Violation> violations() {
    return violations;
  }
}
