package io.beta9.provisioning.intake;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** Thrown if an update changes fields that cannot change in an existing environment. */
public final class ImmutableFieldsException extends RuntimeException {
  private final transient List<Violation> fields;

  public ImmutableFieldsException(List<Violation> fields) {
    super(
        "fields that cannot change in an existing environment: "
            + String.join(", ", fields.stream().map(Violation::path).toList()));
    this.fields = List.copyOf(fields);
  }

  public List<Violation> fields() {
    return fields;
  }
}
