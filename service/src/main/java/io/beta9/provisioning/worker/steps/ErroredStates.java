package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state that Terraform could not write at its end and left on disk ({@code errored.tfstate}):
 * kept in the database at once, for the disk may go with its pod, and pushed where it belongs
 * before anything else is planned.
 */
final class ErroredStates {
  private static final Duration READING = Duration.ofMinutes(2);

  /** Keeps what lies in the stack directory, if anything does. */
  void keep(StepContext context) {
    Optional<Path> left = context.stack().erroredState();
    if (left.isEmpty()) {
      return;
    }
    byte[] state = read(left.get());
    Optional<JsonNode> tree = parsed(state);
    if (tree.isEmpty()) {
      // Terraform died while it wrote it. Left where it is, it would seem to be a whole one.
      context.stack().removeErroredState();
      context.tell(
          "state-torn",
          "Terraform died while it put its state on this disk; what it made is looked for in the"
              + " account instead");
      return;
    }
    long serial = tree.get().path("serial").asLong(0);
    boolean waits =
        context.keepState(
            new KeptState(
                tree.get().path("lineage").asString(""),
                serial,
                seal(context).seal(state, context.workshop().random())));
    if (waits) {
      context.tell(
          "state-kept",
          "Terraform could not write its state (serial "
              + serial
              + "); it is kept here, encrypted, and pushed at the next try");
    } else {
      context.stack().removeErroredState(); // Pushed since, perhaps from another host.
    }
  }

  /**
   * Pushes what waits.
   *
   * @throws FailureException {@code kept-state-refused} where what lies in the bucket is newer, or
   *     another line of states
   */
  void push(StepContext context) {
    keep(context);
    Optional<KeptState> waiting = context.keptState();
    if (waiting.isEmpty()) {
      return;
    }
    KeptState kept = waiting.get();
    refuse(context, kept, context.terraform().state(READING));
    context.stack().restoreErroredState(seal(context).open(kept.content()));
    context.terraform().pushErroredState(context.run("state-push", event -> {}));
    context.statePushed();
    context.tell(
        "state-pushed",
        "the state that could not be written (serial " + kept.serial() + ") is where it belongs");
  }

  private static void refuse(StepContext context, KeptState kept, StateResources inBucket) {
    boolean otherLine = !inBucket.lineage().isEmpty() && !inBucket.lineage().equals(kept.lineage());
    if (!otherLine && inBucket.serial() <= kept.serial()) {
      return;
    }
    String id = context.environment().id().value();
    throw new FailureException(
        Failure.of(
                FailureCode.ERRORED_STATE_REJECTED, "Uploading the state that could not be written")
            .with(FailureParameter.BUCKET_LINEAGE, otherLine ? inBucket.lineage() : null)
            .with(FailureParameter.LINEAGE, kept.lineage())
            .with(FailureParameter.BUCKET_SERIAL, inBucket.serial())
            .with(FailureParameter.SERIAL, kept.serial())
            .with(FailureParameter.ENVIRONMENT, id));
  }

  private static StateCipher seal(StepContext context) {
    return new StateCipher(context.secrets().encryptionKey().key());
  }

  private static Optional<JsonNode> parsed(byte[] state) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(state);
      return tree.path("lineage").isString() ? Optional.of(tree) : Optional.empty();
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
