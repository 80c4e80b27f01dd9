package io.beta9.provisioning.aws.domain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a record exists as required.
 *
 * @param changes the ids of the changes of Route 53 by which it does; until each is in sync, name
 *     servers may answer without it
 */
public record RecordStatus(boolean exists, List<String> changes) {
  static final RecordStatus MISSING = new RecordStatus(false, List.of());
  static final RecordStatus EXISTING = new RecordStatus(true, List.of());

  static RecordStatus of(Optional<String> change) {
    return change.map(id -> new RecordStatus(true, List.of(id))).orElse(MISSING);
  }

  /** Returns the status of a record that has to exist in two zones. */
  RecordStatus and(RecordStatus other) {
    return new RecordStatus(
        exists && other.exists, Stream.concat(changes.stream(), other.changes.stream()).toList());
  }
}
