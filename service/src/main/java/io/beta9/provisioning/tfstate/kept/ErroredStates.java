package io.beta9.provisioning.tfstate.kept;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.plan.AccountJson;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.kept.StateTransfer.StateSerial;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Preserves the state that Terraform could not write at its end and left on disk ({@code
 * errored.tfstate}). It is saved in the database immediately, because the disk may be lost with its
 * pod, and pushed to the bucket before the next plan.
 */
public final class ErroredStates {
  private final EnvironmentId environment;
  private final KeptStateStore store;
  private final ErroredStateFile file;
  private final StateTransfer terraform;
  private final Supplier<StateCipher> cipher;
  private final RandomGenerator random;
  private final EventLog events;

  /**
   * @param cipher supplies the cipher with the environment's key, which is read on first use
   */
  public ErroredStates(
      EnvironmentId environment,
      KeptStateStore store,
      ErroredStateFile file,
      StateTransfer terraform,
      Supplier<StateCipher> cipher,
      RandomGenerator random,
      EventLog events) {
    this.environment = environment;
    this.store = store;
    this.file = file;
    this.terraform = terraform;
    this.cipher = cipher;
    this.random = random;
    this.events = events;
  }

  /** Saves the errored state file in the database, if there is one. */
  public void save() {
    Optional<byte[]> state = file.read();
    if (state.isEmpty()) {
      return;
    }
    Optional<JsonNode> tree = parse(state.get());
    if (tree.isEmpty()) {
      // Terraform died while writing the file. Left in place, it would be taken for a valid state.
      file.delete();
      events.append(new EventData.ErroredStateUnreadable());
      return;
    }
    long serial = tree.get().path("serial").asLong(0);
    boolean pending =
        store.save(
            new KeptState(
                tree.get().path("lineage").asString(""),
                serial,
                cipher.get().encrypt(state.get(), random)));
    if (pending) {
      events.append(new EventData.ErroredStateKept(serial));
    } else {
      file.delete(); // It has been pushed since, possibly from another host.
    }
  }

  /**
   * Pushes the pending state to the bucket, if there is one.
   *
   * @throws FailureException {@code errored-state-rejected} if the state in the bucket is newer or
   *     has another lineage; {@code kept-state-unreadable} if the key of the kept state is gone
   */
  public void push() {
    save();
    Optional<KeptState> pending = store.pending();
    if (pending.isEmpty()) {
      return;
    }
    KeptState kept = pending.get();
    requirePushable(kept, terraform.current());
    file.write(
        cipher
            .get()
            .decrypt(kept.content())
            .orElseThrow(() -> new FailureException(unreadable(kept))));
    terraform.push();
    store.markPushed();
    events.append(new EventData.ErroredStateUploaded(kept.serial()));
  }

  private Failure unreadable(KeptState kept) {
    return Failure.of(
            FailureCode.KEPT_STATE_UNREADABLE, "Uploading the state that could not be written")
        .with(FailureParameter.SERIAL, kept.serial())
        .with(FailureParameter.ENVIRONMENT, environment.value());
  }

  private void requirePushable(KeptState kept, StateSerial inBucket) {
    boolean otherLineage =
        !inBucket.lineage().isEmpty() && !inBucket.lineage().equals(kept.lineage());
    if (!otherLineage && inBucket.serial() <= kept.serial()) {
      return;
    }
    throw new FailureException(
        Failure.of(
                FailureCode.ERRORED_STATE_REJECTED, "Uploading the state that could not be written")
            .with(FailureParameter.BUCKET_LINEAGE, otherLineage ? inBucket.lineage() : null)
            .with(FailureParameter.LINEAGE, kept.lineage())
            .with(FailureParameter.BUCKET_SERIAL, inBucket.serial())
            .with(FailureParameter.SERIAL, kept.serial())
            .with(FailureParameter.ENVIRONMENT, environment.value()));
  }

  private static Optional<JsonNode> parse(byte[] state) {
    try {
      JsonNode tree = AccountJson.STATE.read(state);
      return tree.path("lineage").isString() ? Optional.of(tree) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // A truncated file; the caller handles it.
    }
  }
}
