package io.beta9.provisioning.apimodel.state;

import java.util.List;

/**
 * What a rollback wrote or, in a dry run, would write.
 *
 * @param contentOfSerial serial of the restored version
 * @param forgotten resources of the current state that the restored version does not contain
 * @param remembered resources that only the restored version contains
 */
public record StateRollbackResult(
    String environmentId,
    boolean dryRun,
    String to,
    long fromSerial,
    long contentOfSerial,
    long newSerial,
    List<String> forgotten,
    List<String> remembered) {
  public StateRollbackResult {
    forgotten = forgotten == null ? List.of() : List.copyOf(forgotten);
    remembered = remembered == null ? List.of() : List.copyOf(remembered);
  }
}
