package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.telemetry.ThreadContext;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.json.JsonMapper;

/** Gathers the facts from the database and from the account, and derives the diagnosis. */
public final class EnvironmentDiagnoser {
  private static final Duration ACCOUNT_TIMEOUT = Duration.ofSeconds(10);

  private final EnvironmentFactsRepository facts;
  private final AwsSessions sessions;
  private final JsonMapper json;
  private final Clock clock;

  public EnvironmentDiagnoser(
      EnvironmentFactsRepository facts, AwsSessions sessions, JsonMapper json, Clock clock) {
    this.facts = facts;
    this.sessions = sessions;
    this.json = json;
    this.clock = clock;
  }

  /** Returns the current diagnosis. An unreachable account is one of the findings. */
  public Diagnosis of(Environment environment) {
    Instant now = clock.instant();
    return Diagnosis.of(
        new EnvironmentFacts(
            environment,
            facts.operation(environment.id()).orElse(null),
            inFlight(environment, now),
            facts.lastEvent(environment.id()),
            facts.lastLog(environment.id()),
            facts.throttledCalls(environment.id()),
            facts.activeWorkers(),
            lock(environment),
            now));
  }

  private List<EnvironmentFacts.InFlightFact> inFlight(Environment environment, Instant now) {
    List<Progress.ResourceInFlight> resources = environment.progress().inFlight();
    Map<String, Duration> typical =
        facts.typicalDurations(
            resources.stream().map(resource -> type(resource.address())).toList());
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
                        usual(type(resource.address()), resource.action()))))
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

  /**
   * Reads the lock with a timeout: an account that does not answer must not delay the diagnosis.
   */
  private EnvironmentFacts.Lock lock(Environment environment) {
    if (environment.status() == EnvironmentStatus.DESTROYED) {
      return new EnvironmentFacts.Lock.Free();
    }
    FutureTask<EnvironmentFacts.Lock> task =
        new FutureTask<>(ThreadContext.inherit(() -> readLock(environment)));
    Thread.ofVirtual().name("lock-of-" + environment.id()).start(task);
    try {
      return task.get(ACCOUNT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return new EnvironmentFacts.Lock.Unreachable(
          "the account did not answer within " + ACCOUNT_TIMEOUT.toSeconds() + " s");
    } catch (ExecutionException e) {
      return new EnvironmentFacts.Lock.Unreachable(
          switch (e.getCause()) {
            case FailureException failed ->
                failed.failure().forEnvironment(environment.id().value()).message();
            case SdkException failed -> String.valueOf(failed.getMessage());
            case null, default -> throw new IllegalStateException(e);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EnvironmentFacts.Lock.Unreachable("reading the lock was interrupted");
    }
  }

  private EnvironmentFacts.Lock readLock(Environment environment) {
    Optional<StateLock> held =
        new StateLocks(sessions.open(environment.target(), environment.id()))
            .held(json.readValue(environment.stateBackend().text(), StateBackend.class));
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
