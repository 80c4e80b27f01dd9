package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.stack.SharedProviders;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.worker.admission.DiskSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes stack directories of this host: those of destroyed environments, which another worker may
 * have destroyed, those that were not used for a while, and, while the disk space is low, those
 * that were not used for the longest time. The next operation writes a directory again. Directories
 * of environments that the database does not contain are not touched.
 */
public final class WorkdirPruner {
  private static final Logger log = LoggerFactory.getLogger(WorkdirPruner.class);
  private static final String DELETED = ".deleted-";
  private static final String CANNOT_BE_DELETED = "the stack directories cannot be deleted";

  /** Longer than any call that has private files: 3 minutes for one of Helm. */
  private static final Duration PRIVATE_FILES_AGE = Duration.ofMinutes(10);

  private static final Pattern ENVIRONMENT = Pattern.compile("(env_[0-9a-f]{12})(\\.\\d+)?");

  private final Path workdirBase;
  private final Duration retention;
  private final DiskSpace disk;
  private final EnvironmentRepository environments;
  private final OperationRepository operations;
  private final TransactionTemplate transactions;
  private final Clock clock;

  /**
   * @param retention how long the directory of an environment without an active operation is kept
   *     after its last use
   */
  public WorkdirPruner(
      Path workdirBase,
      Duration retention,
      DiskSpace disk,
      EnvironmentRepository environments,
      OperationRepository operations,
      TransactionTemplate transactions,
      Clock clock) {
    this.workdirBase = workdirBase.toAbsolutePath().normalize();
    this.retention = retention;
    this.disk = disk;
    this.environments = environments;
    this.operations = operations;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Deletes what is not needed. */
  @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
  public void prune() {
    try {
      for (EnvironmentId id : existing()) {
        moveUnneeded(id, this::isExpired);
      }
      deleteMoved();
      new SharedProviders(workdirBase).prune();
    } catch (IOException e) {
      throw new UncheckedIOException(CANNOT_BE_DELETED, e);
    }
  }

  /** Deletes as many unneeded directories as it takes until the disk space is not low. */
  @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
  public void makeSpace() {
    try {
      List<EnvironmentId> oldestFirst =
          disk.level() == DiskSpace.Level.SUFFICIENT
              ? List.of()
              : existing().stream()
                  .sorted(Comparator.comparing(id -> StackDirectory.at(workdirBase, id).lastUsed()))
                  .toList();
      for (EnvironmentId id : oldestFirst) {
        if (disk.level() == DiskSpace.Level.SUFFICIENT) {
          break;
        }
        moveUnneeded(id, (environment, stack) -> true);
        deleteMoved();
        new SharedProviders(workdirBase).prune();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(CANNOT_BE_DELETED, e);
    }
  }

  private List<EnvironmentId> existing() throws IOException {
    return PrivateFiles.list(workdirBase).stream()
        .map(directory -> ENVIRONMENT.matcher(String.valueOf(directory.getFileName())))
        .filter(Matcher::matches)
        .map(name -> new EnvironmentId(name.group(1)))
        .distinct()
        .toList();
  }

  /**
   * Deletes private files that processes have left which were killed and are not succeeded here.
   */
  @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT5M")
  public void removePrivateFiles() {
    try {
      for (EnvironmentId id : existing()) {
        StackDirectory.at(workdirBase, id)
            .removePrivateFilesBefore(clock.instant().minus(PRIVATE_FILES_AGE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the private files cannot be deleted", e);
    }
  }

  /**
   * Moves the directory under the lock of the environment's row, with which every operation starts:
   * none can start in between.
   */
  private void moveUnneeded(EnvironmentId id, BiPredicate<Environment, StackDirectory> which) {
    environments
        .tenantOf(id)
        .ifPresent(
            tenant ->
                transactions.executeWithoutResult(
                    status ->
                        environments
                            .lock(tenant, id)
                            .ifPresent(environment -> moveIfUnneeded(environment, which))));
  }

  private void moveIfUnneeded(
      Environment environment, BiPredicate<Environment, StackDirectory> which) {
    StackDirectory stack = StackDirectory.at(workdirBase, environment.id());
    if (operations.hasActive(environment.id()) || stack.isNeeded()) {
      return;
    }
    if (which.test(environment, stack)) {
      stack.moveTo(workdirBase.resolve(DELETED + UUID.randomUUID()));
      log.info("Deleted the stack directory of {}, which is not needed", environment.id());
    } else {
      stack.removeSecretsOfRuns();
    }
  }

  private boolean isExpired(Environment environment, StackDirectory stack) {
    return environment.status() == EnvironmentStatus.DESTROYED
        || Duration.between(stack.lastUsed(), clock.instant()).compareTo(retention) > 0;
  }

  private void deleteMoved() throws IOException {
    for (Path directory : PrivateFiles.list(workdirBase)) {
      if (String.valueOf(directory.getFileName()).startsWith(DELETED)) {
        PrivateFiles.deleteUntrustedTree(directory);
      }
    }
  }
}
