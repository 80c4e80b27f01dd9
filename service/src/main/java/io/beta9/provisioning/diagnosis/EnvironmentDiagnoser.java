package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.StateBackend;
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
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.json.JsonMapper;

/** Gathers the facts from the database and from the account, and has them judged. */
public final class EnvironmentDiagnoser {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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

  /** What is the matter with it now. An account out of reach is one of the findings. */
  public Diagnosis of(Environment environment) {
    Instant now = clock.instant();
    return Diagnosis.of(
        new EnvironmentFacts(
            environment,
            facts.work(environment.id()).orElse(null),
            inFlight(environment, now),
            facts.lastEvent(environment.id()),
            facts.lastLog(environment.id()),
            facts.throttles(environment.id()),
            facts.workersTaking(),
            lock(environment),
            now));
  }

  private List<EnvironmentFacts.InFlightFact> inFlight(Environment environment, Instant now) {
    List<Progress.ResourceInFlight> resources = environment.progress().inFlight();
    Map<String, Duration> usual =
        facts.usual(resources.stream().map(resource -> type(resource.address())).toList());
    Duration sinceTold = Duration.between(environment.updatedAt(), now);
    return resources.stream()
        .map(
            resource ->
                new EnvironmentFacts.InFlightFact(
                    resource.address(),
                    resource.action(),
                    Duration.ofSeconds(resource.seconds()).plus(sinceTold),
                    usual.get(type(resource.address()) + " " + resource.action())))
        .toList();
  }

  /** The type in an address like {@code module.data[0].aws_db_instance.this["a.b"]}. */
  static String type(String address) {
    String[] parts = address.replaceAll("\\[[^\\]]*\\]", "").split("\\.", -1);
    return parts.length < 2 ? address : parts[parts.length - 2];
  }

  /** Whoever is on call does not wait for an account that does not answer. */
  private EnvironmentFacts.Lock lock(Environment environment) {
    if (environment.status() == EnvironmentStatus.DESTROYED) {
      return new EnvironmentFacts.Lock.Free();
    }
    FutureTask<EnvironmentFacts.Lock> look = new FutureTask<>(() -> look(environment));
    Thread.ofVirtual().name("lock-of-" + environment.id()).start(look);
    try {
      return look.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return new EnvironmentFacts.Lock.Unreachable(
          "the account has not answered within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      return new EnvironmentFacts.Lock.Unreachable(
          switch (e.getCause()) {
            case FailureException failed -> failed.failure().message();
            case SdkException failed -> String.valueOf(failed.getMessage());
            case null, default -> throw new IllegalStateException(e);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EnvironmentFacts.Lock.Unreachable("the look was interrupted");
    }
  }

  private EnvironmentFacts.Lock look(Environment environment) {
    Optional<StateLock> held =
        new StateLocks(
                sessions.open(
                    MetaConfigJson.fromJson(environment.metaConfig().toString()).cloud(),
                    environment.id()))
            .held(json.treeToValue(environment.stateBackend(), StateBackend.class));
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
