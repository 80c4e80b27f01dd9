package io.beta9.provisioning.api.problem;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** A request is invalid. Lists all violations. */
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
