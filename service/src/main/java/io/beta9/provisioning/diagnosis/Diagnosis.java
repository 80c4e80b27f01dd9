package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.Lock;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The findings about an environment, the verdict that follows from them, and the next command. */
public record Diagnosis(
    String environmentId,
    String name,
    String status,
    Instant statusSince,
    List<Finding> findings,
    String verdict,
    String sentence,
    String command,
    ResponsibleParty responsible,
    @Nullable Instant automaticAttempt) {
  private static final Duration MAX_LOG_GAP = Duration.ofMinutes(15);
  private static final long MIN_THROTTLED_CALLS = 5;

  /** One finding, under its topic. */
  public record Finding(String topic, String text) {}

  /** Returns the diagnosis that follows from the facts. Pure. */
  public static Diagnosis of(EnvironmentFacts facts) {
    Environment environment = facts.environment();
    Verdict verdict = verdict(facts);
    return new Diagnosis(
        environment.id().value(),
        environment.name(),
        environment.status().code(),
        environment.statusSince(),
        findings(facts),
        verdict.code().code(),
        VerdictMessages.sentence(verdict),
        VerdictMessages.command(verdict, environment.id().value()),
        verdict.responsible(),
        verdict.automaticAttempt());
  }

  static Verdict verdict(EnvironmentFacts facts) {
    EnvironmentFacts.CurrentOperation operation = facts.operation();
    if (operation == null) {
      return withoutOperation(facts);
    }
    EnvironmentFacts.OwnerFact owner = operation.owner();
    if (owner == null) {
      return waiting(facts, operation);
    }
    if (!owner.isAlive()) {
      return new Verdict.WorkerDead(owner.worker(), owner.sinceLastHeartbeat());
    }
    if (facts.lock() instanceof Lock.Held held && isForeign(held, operation.child())) {
      return new Verdict.StateLocked(held);
    }
    if (facts.throttledCalls() >= MIN_THROTTLED_CALLS) {
      return new Verdict.Throttled(facts.throttledCalls());
    }
    Optional<Failure> blocked =
        facts.inFlight().stream()
            .flatMap(resource -> Optional.ofNullable(resource.delay()).stream())
            .filter(delay -> delay.code() == FailureCode.RESOURCE_DELETION_BLOCKED)
            .findFirst();
    if (blocked.isPresent()) {
      return new Verdict.DeletionBlocked(blocked.get());
    }
    List<String> slow = new ArrayList<>();
    facts.inFlight().stream()
        .filter(EnvironmentFacts.InFlightFact::isLate)
        .map(Diagnosis::duration)
        .forEach(slow::add);
    Instant lastLog = facts.lastLog();
    if (lastLog != null && Duration.between(lastLog, facts.now()).compareTo(MAX_LOG_GAP) > 0) {
      slow.add(
          "the latest log line is "
              + DurationFormat.words(Duration.between(lastLog, facts.now()))
              + " old");
    }
    if (!slow.isEmpty()) {
      return new Verdict.Slow(String.join("; ", slow));
    }
    String phase = facts.environment().phase();
    return new Verdict.InProgress(
        phase == null ? "the operation has just started" : "step " + phase + " is running");
  }

  private static Verdict withoutOperation(EnvironmentFacts facts) {
    Environment environment = facts.environment();
    Failure failure = environment.failure();
    return switch (environment.status()) {
      case DESTROYED -> new Verdict.EnvironmentDestroyed(environment.destroyedAt());
      case READY ->
          switch (facts.cluster()) {
            case ClusterState.Inspected(var problems) when !problems.isEmpty() ->
                new Verdict.Degraded(problems);
            case ClusterState.NotReadable(var reason, var command) ->
                new Verdict.ClusterNotReadable(reason, command);
            default -> new Verdict.Ready();
          };
      case FAILED ->
          failure == null
              ? new Verdict.StatusSetManually("failed")
              : new Verdict.EnvironmentFailed(failure);
      default -> new Verdict.StatusSetManually(environment.status().code());
    };
  }

  private static Verdict waiting(
      EnvironmentFacts facts, EnvironmentFacts.CurrentOperation operation) {
    RegionCircuit region = operation.heldBy();
    if (region != null) {
      return new Verdict.RegionCircuitOpen(region);
    }
    if (operation.notBefore().isAfter(facts.now())) {
      return new Verdict.RetryScheduled(
          operation.notBefore(), operation.attempt(), operation.lastFailure());
    }
    return facts.activeWorkers() == 0
        ? new Verdict.NoActiveWorkers()
        : new Verdict.Queued(operation.ahead(), facts.activeWorkers());
  }

  /** The current run takes the lock after it has started, on its own host. */
  private static boolean isForeign(Lock.Held held, EnvironmentFacts.@Nullable ProcessFact child) {
    if (child == null || !child.host().equals(held.host())) {
      return true;
    }
    Instant taken = held.takenAt();
    return taken != null && taken.isBefore(child.startedAt().minusSeconds(5));
  }

  private static String duration(EnvironmentFacts.InFlightFact resource) {
    Duration typical = resource.typical();
    return resource.address()
        + " ("
        + resource.action()
        + ") has been in progress for "
        + DurationFormat.words(resource.since())
        + (typical == null ? "" : "; it typically takes " + DurationFormat.words(typical));
  }

  private static List<Finding> findings(EnvironmentFacts facts) {
    List<Finding> findings = new ArrayList<>();
    Environment environment = facts.environment();
    findings.add(
        new Finding(
            "status",
            environment.status().code() + " for " + ago(environment.statusSince(), facts)));
    EnvironmentFacts.CurrentOperation operation = facts.operation();
    findings.add(
        new Finding("operation", operation == null ? "none in progress" : describe(operation)));
    if (operation != null) {
      EnvironmentFacts.OwnerFact owner = operation.owner();
      if (owner != null) {
        findings.add(
            new Finding(
                "worker",
                owner.worker()
                    + " on "
                    + owner.host()
                    + ", "
                    + owner.state()
                    + ", last heartbeat "
                    + DurationFormat.words(owner.sinceLastHeartbeat())
                    + " ago, "
                    + (owner.isAlive() ? "alive" : "presumably dead")));
      }
      EnvironmentFacts.ProcessFact child = operation.child();
      findings.add(
          new Finding(
              "terraform",
              child == null
                  ? "no process is recorded as running"
                  : child.kind()
                      + " recorded as running on "
                      + child.host()
                      + ", pid "
                      + child.pid()
                      + ", for "
                      + ago(child.startedAt(), facts)));
    }
    facts
        .inFlight()
        .forEach(
            resource ->
                findings.add(new Finding("in flight", duration(resource) + late(resource))));
    findings.add(new Finding("last event", age(facts.lastEvent(), facts)));
    findings.add(new Finding("last log line", age(facts.lastLog(), facts)));
    findings.add(
        new Finding(
            "throttling",
            facts.throttledCalls() == 0
                ? "none in the last 15 minutes"
                : facts.throttledCalls() + " rejected calls in the last 15 minutes"));
    findings.add(new Finding("state lock", lock(facts)));
    switch (facts.cluster()) {
      case ClusterState.NotInspected() -> {}
      case ClusterState.NotReadable(var reason, var command) ->
          findings.add(new Finding("cluster", "cannot be inspected: " + reason));
      case ClusterState.Inspected(var problems) -> {
        if (problems.isEmpty()) {
          findings.add(new Finding("cluster", "all workloads are ready and as installed"));
        }
        problems.forEach(problem -> findings.add(new Finding("cluster", problem)));
      }
    }
    RecordedFailure last = environment.lastFailure();
    if (last != null) {
      boolean current = environment.status() == EnvironmentStatus.FAILED;
      findings.add(
          new Finding(current ? "failure" : "last attempt", describe(last, current, facts)));
    }
    RecordedFailure previous = environment.previousFailure();
    if (previous != null) {
      findings.add(new Finding("previously", describe(previous, false, facts)));
    }
    return List.copyOf(findings);
  }

  /** Names the responsible party only of a failure that requires an action. */
  private static String describe(
      RecordedFailure recorded, boolean current, EnvironmentFacts facts) {
    Failure failure = recorded.failure();
    Instant at = recorded.at();
    return failure.code().code()
        + " ("
        + failure.kind().code()
        + (current ? "; responsible: " + failure.code().responsible().code() : "")
        + ")"
        + (recorded.step() == null ? "" : " in step " + recorded.step())
        + (at == null ? "" : ", " + ago(at, facts) + " ago")
        + ": "
        + (current ? failure.message() : failure.summary());
  }

  private static String late(EnvironmentFacts.InFlightFact resource) {
    Failure delay = resource.delay();
    if (delay != null) {
      return ": late; " + delay.why() + ". " + delay.next();
    }
    return resource.isLate() ? ": late" : "";
  }

  private static String describe(EnvironmentFacts.CurrentOperation operation) {
    return operation.kind()
        + " "
        + operation.operation()
        + ", epoch "
        + operation.epoch()
        + ", attempt "
        + operation.attempt()
        + (operation.cancelRequested() ? ", cancellation requested" : "")
        + (operation.owner() == null ? ", waiting" : "");
  }

  private static String lock(EnvironmentFacts facts) {
    return switch (facts.lock()) {
      case Lock.Free() -> "not held";
      case Lock.Unreachable(var reason) -> "cannot be read: " + reason;
      case Lock.Held(var id, var who, var host, var operation, var at) ->
          "held by "
              + who
              + " for "
              + operation
              + (at == null ? "" : ", for " + ago(at, facts))
              + ", id "
              + id;
    };
  }

  private static String age(@Nullable Instant at, EnvironmentFacts facts) {
    return at == null ? "none" : ago(at, facts) + " ago";
  }

  private static String ago(Instant at, EnvironmentFacts facts) {
    return DurationFormat.words(Duration.between(at, facts.now()));
  }
}
