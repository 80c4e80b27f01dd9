package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.Lock;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Derives the verdict from the facts about an environment. */
final class VerdictRules {
  static final Duration MAX_LOG_GAP = Duration.ofMinutes(15);
  static final long MIN_THROTTLED_CALLS = 5;

  private VerdictRules() {}

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
    List<EnvironmentFacts.InFlightFact> late =
        facts.inFlight().stream().filter(EnvironmentFacts.InFlightFact::isLate).toList();
    Duration logGap = logGap(facts);
    if (!late.isEmpty() || logGap != null) {
      return new Verdict.Slow(late, logGap);
    }
    return new Verdict.InProgress(facts.environment().phase());
  }

  private static @Nullable Duration logGap(EnvironmentFacts facts) {
    Instant lastLog = facts.lastLog();
    if (lastLog == null) {
      return null;
    }
    Duration gap = Duration.between(lastLog, facts.now());
    return gap.compareTo(MAX_LOG_GAP) > 0 ? gap : null;
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
            case ClusterState.NotReadable(var reason) -> new Verdict.ClusterNotReadable(reason);
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
}
