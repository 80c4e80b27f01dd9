package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import java.util.List;

/** Deletes old versions of a state, never the current one; and what old locks have left. */
public final class StatePruning {
  private final StateAccess access;
  private final AuditTrail audit;

  public StatePruning(StateAccess access, AuditTrail audit) {
    this.access = access;
    this.audit = audit;
  }

  /**
   * What was deleted, or would be.
   *
   * @param bytes how much room they took
   */
  public record Pruned(
      String environmentId,
      boolean dryRun,
      int kept,
      int removed,
      long bytes,
      List<StateVersion> versions) {}

  /** Keeps the newest so many, the current one among them. */
  public Pruned prune(Caller caller, EnvironmentId id, int keep, boolean dryRun) {
    StateAccess.Opened state = access.open(caller, id);
    if (dryRun) {
      return pruned(state, keep, true);
    }
    return audit.around(
        state.caller(),
        Act.on(id.value(), "state.prune", "all but the newest " + keep),
        () -> {
          Pruned pruned = pruned(state, keep, false);
          state.versions().delete(pruned.versions().stream().map(StateVersion::id).toList());
          state.versions().deleteOldLocks();
          return pruned;
        },
        done -> done.removed() + " versions deleted, " + done.kept() + " kept");
  }

  private static Pruned pruned(StateAccess.Opened state, int keep, boolean dryRun) {
    List<StateVersion> all = state.versions().list();
    List<StateVersion> old = superfluous(all, keep);
    return new Pruned(
        state.id(),
        dryRun,
        all.size() - old.size(),
        old.size(),
        old.stream().mapToLong(StateVersion::bytes).sum(),
        old);
  }

  /** Of versions that stand newest first. */
  static List<StateVersion> superfluous(List<StateVersion> newestFirst, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("at least one version is kept");
    }
    return newestFirst.stream().skip(keep).filter(version -> !version.current()).toList();
  }
}
