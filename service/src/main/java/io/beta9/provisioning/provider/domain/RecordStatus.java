package io.beta9.provisioning.provider.domain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a record exists as required.
 *
 * @param changes the ids of the changes by which it does; until each is in sync, name servers may
 *     answer without it
 */
public record RecordStatus(boolean exists, List<String> changes) {
  public static final RecordStatus MISSING = new RecordStatus(false, List.of());
  public static final RecordStatus EXISTING = new RecordStatus(true, List.of());

  /** Returns the status of a record that a change creates; missing if there is none. */
  public static RecordStatus of(Optional<String> change) {
    return change.map(id -> new RecordStatus(true, List.of(id))).orElse(MISSING);
  }

  /** Returns the status of a record that has to exist in two zones. */
  public RecordStatus and(RecordStatus other) {
    return new RecordStatus(
        exists && other.exists, Stream.concat(changes.stream(), other.changes.stream()).toList());
  }
}
