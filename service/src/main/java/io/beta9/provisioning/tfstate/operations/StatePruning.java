package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import java.util.List;

/** Deletes old versions of a state, except the current one, and old versions of its lock file. */
public final class StatePruning {
  private final StateAccess access;
  private final AuditTrail audit;

  public StatePruning(StateAccess access, AuditTrail audit) {
    this.access = access;
    this.audit = audit;
  }

  /**
   * The versions that were deleted or, in a dry run, would be.
   *
   * @param bytes the total size of the deleted versions
   */
  public record Pruned(
      String environmentId,
      boolean dryRun,
      int kept,
      int removed,
      long bytes,
      List<StateVersion> versions) {}

  /** Deletes all but the newest {@code keep} versions, which include the current one. */
  public Pruned prune(Caller caller, EnvironmentId id, int keep, boolean dryRun) {
    StateAccess.OpenState state = access.open(caller, id);
    if (dryRun) {
      return pruneVersions(state, keep, true);
    }
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(id.value(), "state.prune", "all but the newest " + keep),
        () -> {
          access.admit(state);
          Pruned pruned = pruneVersions(state, keep, false);
          state.versions().delete(pruned.versions().stream().map(StateVersion::id).toList());
          state.versions().deleteOldLocks();
          return pruned;
        },
        done -> done.removed() + " versions deleted, " + done.kept() + " kept");
  }

  private static Pruned pruneVersions(StateAccess.OpenState state, int keep, boolean dryRun) {
    List<StateVersion> all = state.versions().list();
    List<StateVersion> old = excessVersions(all, keep);
    return new Pruned(
        state.id(),
        dryRun,
        all.size() - old.size(),
        old.size(),
        old.stream().mapToLong(StateVersion::bytes).sum(),
        old);
  }

  /** Returns the versions to delete. */
  static List<StateVersion> excessVersions(List<StateVersion> newestFirst, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("at least one version must be kept");
    }
    return newestFirst.stream().skip(keep).filter(version -> !version.current()).toList();
  }
}
