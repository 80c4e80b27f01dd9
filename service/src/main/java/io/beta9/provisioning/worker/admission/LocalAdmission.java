package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.worker.admission.LocalPreconditions.PreconditionViolation;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits claims while the preconditions hold and the memory suffices. Logs and reports each change
 * once.
 */
public final class LocalAdmission implements ClaimAdmission {
  private static final Logger log = LoggerFactory.getLogger(LocalAdmission.class);

  private final LocalPreconditions preconditions;
  private final MemoryAdmission memory;
  private final DiskSpace disk;
  private final Consumer<List<PreconditionViolation>> reporter;
  private List<LocalPrecondition> reported = List.of();
  private boolean reportedLowDisk;

  /**
   * @param reporter receives the violated preconditions whenever they change
   */
  public LocalAdmission(
      LocalPreconditions preconditions,
      MemoryAdmission memory,
      DiskSpace disk,
      Consumer<List<PreconditionViolation>> reporter) {
    this.preconditions = preconditions;
    this.memory = memory;
    this.disk = disk;
    this.reporter = reporter;
  }

  @Override
  public synchronized boolean admits(int running) {
    List<PreconditionViolation> violations = preconditions.violations();
    report(violations);
    reportDisk();
    return violations.isEmpty() && memory.admits(running);
  }

  private void report(List<PreconditionViolation> violations) {
    List<LocalPrecondition> current =
        violations.stream().map(PreconditionViolation::precondition).toList();
    if (current.equals(reported)) {
      return;
    }
    for (PreconditionViolation violation : violations) {
      if (!reported.contains(violation.precondition())) {
        log.error("This worker claims no operations: {}", violation.failure().message());
      }
    }
    if (violations.isEmpty()) {
      log.info("This worker claims operations again");
    }
    reporter.accept(violations);
    reported = current;
  }

  private void reportDisk() {
    boolean low = disk.level() == DiskSpace.Level.LOW;
    if (low && !reportedLowDisk) {
      log.warn(
          "{} are free in {}: free disk space before less than {} (WORKDIR_FREE_MINIMUM) is left",
          SizeText.of(disk.freeBytes().getAsLong()),
          disk.workdirBase(),
          SizeText.of(disk.minimum().toBytes()));
    }
    reportedLowDisk = low;
  }
}
