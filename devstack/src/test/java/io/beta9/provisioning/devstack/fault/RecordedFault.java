package io.beta9.provisioning.devstack.fault;

import org.jspecify.annotations.Nullable;

/**
 * What a fault led to.
 *
 * @param step in which the operation failed; empty if it did not
 * @param failure the code of the failure; null if there was none
 * @param responsible who has to act; {@code none} if a further attempt follows
 * @param attempts after which the operation ended
 * @param command the next command, with {@code ID} for the environment; empty if there is none
 * @param end the status in the end
 */
record RecordedFault(
    String fault,
    String step,
    @Nullable String failure,
    String responsible,
    int attempts,
    String command,
    String end) {

  String line() {
    return String.join(
        "\t",
        fault,
        step,
        failure == null ? "" : failure,
        responsible,
        Integer.toString(attempts),
        command,
        end);
  }
}
