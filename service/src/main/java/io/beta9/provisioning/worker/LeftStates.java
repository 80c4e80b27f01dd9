package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.KeptStateRepository.Kept;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state that Terraform could not write at its end and left on disk ({@code errored.tfstate}):
 * kept in the database at once, for the disk may go with its pod, and pushed where it belongs
 * before anything else is planned.
 */
final class LeftStates {
  private static final Logger log = LoggerFactory.getLogger(LeftStates.class);

  /** Keeps what lies in the stack directory, if anything does. */
  void keep(StepContext context) {
    Optional<Path> left = context.stack().erroredState();
    if (left.isEmpty()) {
      return;
    }
    byte[] state = read(left.get());
    Optional<JsonNode> tree = parsed(state);
    if (tree.isEmpty()) {
      log.warn("{}: the state that was left on disk is not whole", context.claim().operation());
      return;
    }
    context.keepState(
        new Kept(
            tree.get().path("lineage").asString(""),
            tree.get().path("serial").asLong(0),
            seal(context).seal(state, context.workshop().random())));
    context.tell(
        "state-kept",
        "Terraform could not write its state (serial "
            + tree.get().path("serial").asLong(0)
            + "); it is kept here, encrypted, and pushed at the next try");
  }

  /** Pushes what waits. Terraform itself refuses one of another lineage, or an older one. */
  void push(StepContext context) {
    keep(context);
    Optional<Kept> waiting = context.keptState();
    if (waiting.isEmpty()) {
      return;
    }
    if (context.stack().erroredState().isEmpty()) {
      context.stack().restoreErroredState(seal(context).open(waiting.get().content()));
    }
    context.terraform().pushErroredState(context.run("state-push", event -> {}));
    context.statePushed();
    context.tell(
        "state-pushed",
        "the state that could not be written (serial "
            + waiting.get().serial()
            + ") is where it belongs");
  }

  private static StateSeal seal(StepContext context) {
    return new StateSeal(context.secrets().encryptionKey().key());
  }

  private static Optional<JsonNode> parsed(byte[] state) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(state);
      return tree.isObject() ? Optional.of(tree) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // Cut short: that is what is asked.
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
