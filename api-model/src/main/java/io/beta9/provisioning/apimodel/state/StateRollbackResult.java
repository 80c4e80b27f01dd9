package io.beta9.provisioning.apimodel.state;

import java.util.List;

/**
 * What a rollback wrote or, in a dry run, would write.
 *
 * @param contentOfSerial serial of the restored version
 * @param removed resources of the current state that the restored version does not contain
 * @param added resources that only the restored version contains
 */
public record StateRollbackResult(
    String environmentId,
    boolean dryRun,
    String to,
    long fromSerial,
    long contentOfSerial,
    long newSerial,
    List<String> removed,
    List<String> added) {
  public StateRollbackResult {
    removed = removed == null ? List.of() : List.copyOf(removed);
    added = added == null ? List.of() : List.copyOf(added);
  }
}
