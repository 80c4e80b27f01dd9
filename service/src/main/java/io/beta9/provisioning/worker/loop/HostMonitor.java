package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.worker.admission.DiskSpace;
import io.beta9.provisioning.worker.admission.LocalPreconditions;
import io.beta9.provisioning.worker.admission.LocalPreconditions.PreconditionViolation;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.role.HostProblems;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Reports each change of the problems of this host: in the log, in the row of the worker, and as an
 * event of the environments whose operations it executes.
 */
public final class HostMonitor {
  private static final Logger log = LoggerFactory.getLogger(HostMonitor.class);

  private final String worker;
  private final LocalPreconditions preconditions;
  private final DiskSpace disk;
  private final WorkerRepository workers;
  private final ActiveClaims activeClaims;
  private final HostProblems problems;
  private Set<FailureCode> logged = EnumSet.noneOf(FailureCode.class);
  private @Nullable Set<FailureCode> stored;

  public HostMonitor(
      String worker,
      LocalPreconditions preconditions,
      DiskSpace disk,
      WorkerRepository workers,
      ActiveClaims activeClaims,
      HostProblems problems) {
    this.worker = worker;
    this.preconditions = preconditions;
    this.disk = disk;
    this.workers = workers;
    this.activeClaims = activeClaims;
    this.problems = problems;
  }

  /** Checks once, and reports what has changed since the previous check. */
  @Scheduled(fixedDelayString = "PT5S")
  public synchronized void check() {
    List<Failure> problems = new ArrayList<>();
    preconditions.violations().stream().map(PreconditionViolation::failure).forEach(problems::add);
    disk.lowSpace().ifPresent(problems::add);
    Set<FailureCode> current =
        problems.stream()
            .map(Failure::code)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureCode.class)));
    logChanges(problems, current);
    if (!current.equals(stored)) {
      try {
        store(problems, current);
      } catch (DataAccessException | TransactionException e) {
        log.warn("The problems of this host could not be stored: {}", e.getMessage());
      }
    }
  }

  private void logChanges(List<Failure> problems, Set<FailureCode> current) {
    for (Failure problem : problems) {
      if (!logged.contains(problem.code())) {
        log.error("{}", problem.message());
      }
    }
    if (current.isEmpty() && !logged.isEmpty()) {
      log.info("The problems of this host have ended; this worker claims operations");
    }
    logged = current;
  }

  private void store(List<Failure> problems, Set<FailureCode> current) {
    if (!workers.setProblems(worker, problems)) {
      return; // Not registered yet.
    }
    Set<FailureCode> before = stored == null ? Set.of() : stored;
    stored = current;
    for (Failure problem : problems) {
      if (!before.contains(problem.code())) {
        activeClaims.claims().forEach(claim -> append(claim, problem));
      }
    }
  }

  private void append(Claim claim, Failure problem) {
    try {
      problems.recordHostProblem(claim, problem);
    } catch (ClaimLostException e) {
      log.debug("{}: ended before the problem of this host was recorded", claim.operation());
    }
  }
}
