package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.telemetry.ThreadContext;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Gathers the facts from the database and from the account, and derives the diagnosis. */
public final class EnvironmentDiagnoser {
  static final Duration ACCOUNT_TIMEOUT = Duration.ofSeconds(10);

  private final EnvironmentFactsRepository facts;
  private final CloudAccounts accounts;
  private final ClusterCheck clusterCheck;
  private final DiagnosisLimit limit;
  private final JsonMapper json;
  private final Clock clock;

  public EnvironmentDiagnoser(
      EnvironmentFactsRepository facts,
      CloudAccounts accounts,
      ClusterCheck clusterCheck,
      DiagnosisLimit limit,
      JsonMapper json,
      Clock clock) {
    this.limit = limit;
    this.facts = facts;
    this.accounts = accounts;
    this.clusterCheck = clusterCheck;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Returns the current diagnosis. An unreachable account is one of the findings.
   *
   * @throws DiagnosisLimit.TooManyDiagnosesException if as many as are permitted are running
   */
  public Diagnosis of(Environment environment) {
    return Diagnosis.of(factsOf(environment));
  }

  /** Returns what the diagnosis is derived from. */
  EnvironmentFacts factsOf(Environment environment) {
    DiagnosisLimit.DiagnosisPlace place = limit.enter(environment.tenant());
    try {
      return factsOf(environment, place);
    } finally {
      place.leave();
    }
  }

  private EnvironmentFacts factsOf(Environment environment, DiagnosisLimit.DiagnosisPlace place) {
    Instant now = clock.instant();
    EnvironmentFacts.CurrentOperation operation = facts.operation(environment.id()).orElse(null);
    // At the same time, because each may not answer.
    Reading<EnvironmentFacts.Lock> lock = lock(environment, place);
    Reading<ClusterState> cluster = cluster(environment, operation, place);
    return new EnvironmentFacts(
        environment,
        operation,
        inFlight(environment, operation, now),
        facts.lastEvent(environment.id()),
        facts.lastLog(environment.id()),
        facts.throttledCalls(environment.id()),
        facts.activeWorkers(),
        lock.await(),
        cluster.await(),
        now);
  }

  private List<EnvironmentFacts.InFlightFact> inFlight(
      Environment environment, EnvironmentFacts.@Nullable CurrentOperation operation, Instant now) {
    List<Progress.ResourceInFlight> resources = environment.progress().inFlight();
    Map<String, Duration> typical =
        facts.typicalDurations(
            resources.stream().map(resource -> type(resource.address())).toList());
    Map<String, Failure> delays =
        operation == null || resources.isEmpty()
            ? Map.of()
            : facts.delays(environment.id(), operation.operation());
    Duration sinceUpdate = Duration.between(environment.updatedAt(), now);
    return resources.stream()
        .map(
            resource ->
                new EnvironmentFacts.InFlightFact(
                    resource.address(),
                    resource.action(),
                    Duration.ofSeconds(resource.seconds()).plus(sinceUpdate),
                    typical.getOrDefault(
                        type(resource.address()) + " " + resource.action(),
                        usual(type(resource.address()), resource.action())),
                    delays.get(resource.address() + " " + resource.action())))
        .toList();
  }

  /** Returns what is known before any environment has created a resource of the type. */
  static @Nullable Duration usual(String type, String action) {
    return ResourceCatalog.AWS
        .find(type)
        .map(descriptor -> descriptor.usualDurations().of(TerraformEvent.Action.of(action)))
        .orElse(null);
  }

  /** Returns the type in an address such as {@code module.data[0].aws_db_instance.this["a.b"]}. */
  static String type(String address) {
    String[] parts = address.replaceAll("\\[[^\\]]*\\]", "").split("\\.", -1);
    return parts.length < 2 ? address : parts[parts.length - 2];
  }

  private Reading<EnvironmentFacts.Lock> lock(
      Environment environment, DiagnosisLimit.DiagnosisPlace place) {
    return environment.status() == EnvironmentStatus.DESTROYED
        ? () -> new EnvironmentFacts.Lock.Free()
        : reading(
            "lock-of-" + environment.id(),
            environment,
            place,
            () -> readLock(environment),
            EnvironmentFacts.Lock.Unreachable::new);
  }

  private Reading<ClusterState> cluster(
      Environment environment,
      EnvironmentFacts.@Nullable CurrentOperation operation,
      DiagnosisLimit.DiagnosisPlace place) {
    if (operation != null) {
      return () -> new ClusterState.NotInspected();
    }
    return switch (environment.status()) {
      case READY -> inspection(environment, place);
      case FAILED -> exposure(environment, place);
      default -> () -> new ClusterState.NotInspected();
    };
  }

  /** A failed operation may not have closed what it opened; the rest is what the failure names. */
  private Reading<ClusterState> exposure(
      Environment environment, DiagnosisLimit.DiagnosisPlace place) {
    return reading(
        "endpoint-of-" + environment.id(),
        environment,
        place,
        () -> {
          List<String> exposure = clusterCheck.exposure(environment);
          return exposure.isEmpty()
              ? new ClusterState.NotInspected()
              : new ClusterState.Inspected(exposure);
        },
        ClusterState.NotReadable::new);
  }

  /**
   * Returns what the cluster shows, whatever the status, unless the environment is destroyed.
   *
   * @throws DiagnosisLimit.TooManyDiagnosesException if as many as are permitted are running
   */
  public ClusterState clusterOf(Environment environment) {
    if (environment.status() == EnvironmentStatus.DESTROYED) {
      return new ClusterState.NotInspected();
    }
    DiagnosisLimit.DiagnosisPlace place = limit.enter(environment.tenant());
    try {
      return inspection(environment, place).await();
    } finally {
      place.leave();
    }
  }

  private Reading<ClusterState> inspection(
      Environment environment, DiagnosisLimit.DiagnosisPlace place) {
    return reading(
        "cluster-of-" + environment.id(),
        environment,
        place,
        () -> new ClusterState.Inspected(clusterCheck.problems(environment)),
        ClusterState.NotReadable::new);
  }

  /** A value that another thread reads. */
  @FunctionalInterface
  private interface Reading<T> {
    T await();
  }

  /**
   * Reads with a timeout: an account that does not answer must not delay the diagnosis.
   *
   * @param place is occupied until the read has ended
   * @param unreadable converts the reason why it could not be read
   */
  private static <T> Reading<T> reading(
      String thread,
      Environment environment,
      DiagnosisLimit.DiagnosisPlace place,
      Callable<T> read,
      Function<Unread, T> unreadable) {
    FutureTask<T> task = new FutureTask<>(ThreadContext.inherit(read));
    place.join();
    Thread.ofVirtual()
        .name(thread)
        .start(
            () -> {
              // Ends with the read, also if it is no longer waited for.
              try {
                task.run();
              } finally {
                place.leave();
              }
            });
    return () -> {
      try {
        return task.get(ACCOUNT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        task.cancel(true);
        return unreadable.apply(new Unread.NoAnswer(ACCOUNT_TIMEOUT));
      } catch (ExecutionException e) {
        return unreadable.apply(
            switch (e.getCause()) {
              case FailureException failed ->
                  new Unread.ReadFailed(failed.failure().forEnvironment(environment.id().value()));
              case null, default -> throw new IllegalStateException(e);
            });
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return unreadable.apply(new Unread.Interrupted());
      }
    };
  }

  private EnvironmentFacts.Lock readLock(Environment environment) {
    Optional<StateLock> held =
        accounts
            .open(environment.target(), environment.id())
            .state(json.readValue(environment.stateBackend().text(), StateBackend.class))
            .heldLocks()
            .stream()
            .map(HeldLock::lock)
            .findFirst();
    return held.<EnvironmentFacts.Lock>map(
            lock ->
                new EnvironmentFacts.Lock.Held(
                    lock.id(),
                    lock.who(),
                    lock.host(),
                    lock.operation(),
                    lock.takenAt().orElse(null)))
        .orElseGet(EnvironmentFacts.Lock.Free::new);
  }
}
