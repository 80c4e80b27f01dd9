package io.beta9.provisioning.resources.cleanup;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * Prepares the database of an environment for its deletion: takes a final snapshot if one is to be
 * kept, and ends the protection.
 *
 * <p>A snapshot is encrypted with the key of its database, which is destroyed with the environment.
 * The final one is therefore a copy under the key that AWS manages for the account.
 */
public final class DatabaseRelease {
  /** Identifies a snapshot that has outlived its environment. */
  public static final String SNAPSHOT_OF_TAG = "beta9:snapshot-of";

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
  private static final String AWS_MANAGED_KEY = "alias/aws/rds";
  private static final String AVAILABLE = "available";
  private static final String TAKING = "Taking the final snapshot";

  private final AwsSession session;
  private final ResourceScope scope;
  private final Runnable beforeWriting;
  private final EnvironmentCleanup.Pause pause;

  /** What happens to the data of the database. */
  public enum DataFate {
    /** A snapshot is kept. */
    KEPT,
    /** It is lost, unless the database is protected. */
    LOST_IF_UNPROTECTED,
    /** It is lost, also if the protection has not been ended yet. */
    LOST
  }

  /**
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  public DatabaseRelease(
      AwsSession session,
      ResourceScope scope,
      Runnable beforeWriting,
      EnvironmentCleanup.Pause pause) {
    this.session = session;
    this.scope = scope;
    this.beforeWriting = beforeWriting;
    this.pause = pause;
  }

  /** Returns the name of the snapshot that is kept. */
  public static String finalSnapshot(String resourcePrefix) {
    return resourcePrefix + "-final";
  }

  /**
   * Returns when the database can be deleted. Idempotent: continues what an earlier call began.
   *
   * @return the name of the snapshot that is kept; empty if none is, or there is no database
   * @throws FailureException {@code database-protected} or {@code final-snapshot-failed}
   */
  public Optional<String> run(DataFate data) throws InterruptedException {
    Optional<DBInstance> database = database();
    if (database.isEmpty() || "deleting".equals(database.get().dbInstanceStatus())) {
      return data == DataFate.KEPT
          ? snapshot(finalSnapshot(scope.prefix())).map(DBSnapshot::dbSnapshotIdentifier)
          : Optional.empty();
    }
    boolean isProtected = Boolean.TRUE.equals(database.get().deletionProtection());
    if (isProtected && data == DataFate.LOST_IF_UNPROTECTED) {
      throw new FailureException(
          Failure.of(FailureCode.DATABASE_PROTECTED, "Destroying the environment")
              .about(scope.prefix())
              .forEnvironment(scope.id().value()));
    }
    Optional<String> kept = data == DataFate.KEPT ? Optional.of(keepSnapshot()) : Optional.empty();
    if (isProtected) {
      endProtection();
    }
    return kept;
  }

  private String keepSnapshot() throws InterruptedException {
    String target = finalSnapshot(scope.prefix());
    String source = scope.prefix() + "-closing";
    if (snapshot(target).isEmpty()) {
      if (snapshot(source).isEmpty()) {
        awaitDatabase(false);
        write(
            () ->
                rds()
                    .createDBSnapshot(
                        r ->
                            r.dbInstanceIdentifier(scope.prefix())
                                .dbSnapshotIdentifier(source)
                                .tags(tags())));
      }
      awaitSnapshot(source);
      write(
          () ->
              rds()
                  .copyDBSnapshot(
                      r ->
                          r.sourceDBSnapshotIdentifier(source)
                              .targetDBSnapshotIdentifier(target)
                              .kmsKeyId(AWS_MANAGED_KEY)
                              .tags(tags())));
    }
    awaitSnapshot(target);
    if (snapshot(source).isPresent()) {
      write(() -> rds().deleteDBSnapshot(r -> r.dbSnapshotIdentifier(source)));
    }
    return target;
  }

  private void endProtection() throws InterruptedException {
    awaitDatabase(false);
    write(
        () ->
            rds()
                .modifyDBInstance(
                    r ->
                        r.dbInstanceIdentifier(scope.prefix())
                            .deletionProtection(false)
                            .applyImmediately(true)));
    awaitDatabase(true);
  }

  /** Waits until the database is available and, if requested, not protected. */
  private void awaitDatabase(boolean unprotected) throws InterruptedException {
    while (database()
        .filter(
            it ->
                !AVAILABLE.equals(it.dbInstanceStatus())
                    || unprotected && Boolean.TRUE.equals(it.deletionProtection()))
        .isPresent()) {
      pause.pause(POLL_INTERVAL);
    }
  }

  private void awaitSnapshot(String name) throws InterruptedException {
    while (true) {
      String status = snapshot(name).map(DBSnapshot::status).orElse("");
      if (AVAILABLE.equals(status)) {
        return;
      }
      if ("failed".equals(status)) {
        write(() -> rds().deleteDBSnapshot(r -> r.dbSnapshotIdentifier(name)));
        throw new FailureException(
            Failure.of(FailureCode.FINAL_SNAPSHOT_FAILED, TAKING).about(name));
      }
      pause.pause(POLL_INTERVAL);
    }
  }

  private Optional<DBInstance> database() {
    return calling(
        "Looking for the database",
        () ->
            OptionalResource.emptyIfNotFound(
                    Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
                    () -> rds().describeDBInstances(r -> r.dbInstanceIdentifier(scope.prefix())))
                .flatMap(response -> response.dbInstances().stream().findFirst()));
  }

  private Optional<DBSnapshot> snapshot(String name) {
    return calling(
        TAKING,
        () ->
            OptionalResource.emptyIfNotFound(
                    Set.of("DBSnapshotNotFound", "DBSnapshotNotFoundFault"),
                    () -> rds().describeDBSnapshots(r -> r.dbSnapshotIdentifier(name)))
                .flatMap(response -> response.dbSnapshots().stream().findFirst()));
  }

  private void write(Runnable call) {
    beforeWriting.run();
    calling(
        TAKING,
        () -> {
          call.run();
          return scope;
        });
  }

  /** Not the environment's tag: what bears it is a leftover after the destroy. */
  private List<Tag> tags() {
    return List.of(
        Tag.builder().key(SNAPSHOT_OF_TAG).value(scope.id().value()).build(),
        Tag.builder().key(ResourceNaming.MANAGED_BY_TAG).value(ResourceNaming.MANAGED_BY).build());
  }

  private RdsClient rds() {
    return session.rds();
  }
}
