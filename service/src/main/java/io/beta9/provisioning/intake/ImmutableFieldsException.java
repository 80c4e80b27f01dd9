package io.beta9.provisioning.intake;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** A change of what cannot change as long as an environment lives. */
public final class ImmutableFieldsException extends RuntimeException {
  private final transient List<Violation> fields;

  public ImmutableFieldsException(List<Violation> fields) {
    super(
        "what cannot change in an environment that exists: "
            + String.join(", ", fields.stream().map(Violation::path).toList()));
    this.fields = List.copyOf(fields);
  }

  public List<Violation> fields() {
    return fields;
  }
}
