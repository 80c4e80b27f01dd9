package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.diagnosis.EnvironmentFacts.Lock;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings, and the one verdict that follows from them with the command to run. */
public record Diagnosis(
    String environmentId,
    String name,
    String status,
    Instant statusSince,
    List<Finding> findings,
    String verdict,
    String sentence,
    String command) {
  private static final Duration SILENT = Duration.ofMinutes(15);
  private static final long THROTTLED = 5;

  /** One thing that was found, under its heading. */
  public record Finding(String topic, String text) {}

  /** Judges the facts. Pure: the same in, the same out. */
  public static Diagnosis of(EnvironmentFacts facts) {
    Environment environment = facts.environment();
    Verdict verdict = verdict(facts);
    return new Diagnosis(
        environment.id().value(),
        environment.name(),
        environment.status().code(),
        environment.statusSince(),
        findings(facts),
        verdict.code(),
        verdict.sentence(),
        verdict.command(environment.id().value()));
  }

  static Verdict verdict(EnvironmentFacts facts) {
    EnvironmentFacts.CurrentOperation work = facts.work();
    if (work == null) {
      return atRest(facts);
    }
    EnvironmentFacts.OwnerFact owner = work.owner();
    if (owner == null) {
      return waiting(facts, work);
    }
    if (!owner.lives()) {
      return new Verdict.WorkerDead(owner.worker(), owner.silent());
    }
    if (facts.lock() instanceof Lock.Held held && strange(held, work.child())) {
      return new Verdict.StateLocked(held);
    }
    if (facts.throttles() >= THROTTLED) {
      return new Verdict.Throttled(facts.throttles());
    }
    List<String> slow = new ArrayList<>();
    facts.inFlight().stream()
        .filter(EnvironmentFacts.InFlightFact::late)
        .map(Diagnosis::slow)
        .forEach(slow::add);
    Instant heard = facts.lastLog();
    if (heard != null && Duration.between(heard, facts.now()).compareTo(SILENT) > 0) {
      slow.add(
          "the last line of its log is "
              + DurationWords.of(Duration.between(heard, facts.now()))
              + " old");
    }
    if (!slow.isEmpty()) {
      return new Verdict.Slow(String.join("; ", slow));
    }
    String phase = facts.environment().phase();
    return new Verdict.InProgress(phase == null ? "it has just begun" : phase + " is under way");
  }

  private static Verdict atRest(EnvironmentFacts facts) {
    Environment environment = facts.environment();
    Failure failure = environment.failure();
    return switch (environment.status()) {
      case DESTROYED -> new Verdict.Gone(environment.destroyedAt());
      case READY -> new Verdict.Ready();
      case FAILED ->
          failure == null ? new Verdict.StatusSetManually("failed") : new Verdict.Failed(failure);
      default -> new Verdict.StatusSetManually(environment.status().code());
    };
  }

  private static Verdict waiting(EnvironmentFacts facts, EnvironmentFacts.CurrentOperation work) {
    RegionCircuit region = work.heldBy();
    if (region != null) {
      return new Verdict.RegionCircuitOpen(region);
    }
    if (work.notBefore().isAfter(facts.now())) {
      return new Verdict.RetryScheduled(work.notBefore(), work.attempt(), work.lastFailure());
    }
    return facts.workersTaking() == 0
        ? new Verdict.NoActiveWorkers()
        : new Verdict.Queued(work.ahead(), facts.workersTaking());
  }

  /** The run under way locks after it has begun, and on its own machine. */
  private static boolean strange(Lock.Held held, EnvironmentFacts.@Nullable ProcessFact child) {
    if (child == null || !child.host().equals(held.host())) {
      return true;
    }
    Instant taken = held.takenAt();
    return taken != null && taken.isBefore(child.startedAt().minusSeconds(5));
  }

  private static String slow(EnvironmentFacts.InFlightFact resource) {
    Duration usual = resource.usual();
    return resource.address()
        + " has been in work ("
        + resource.action()
        + ") for "
        + DurationWords.of(resource.since())
        + (usual == null ? "" : ", and usually takes " + DurationWords.of(usual));
  }

  private static List<Finding> findings(EnvironmentFacts facts) {
    List<Finding> found = new ArrayList<>();
    Environment environment = facts.environment();
    found.add(
        new Finding(
            "status",
            environment.status().code() + " for " + ago(environment.statusSince(), facts)));
    EnvironmentFacts.CurrentOperation work = facts.work();
    found.add(new Finding("operation", work == null ? "none is under way" : operation(work)));
    if (work != null) {
      EnvironmentFacts.OwnerFact owner = work.owner();
      if (owner != null) {
        found.add(
            new Finding(
                "worker",
                owner.worker()
                    + " on "
                    + owner.host()
                    + ", "
                    + owner.state()
                    + ", last sign of life "
                    + DurationWords.of(owner.silent())
                    + " ago: it "
                    + (owner.lives() ? "lives" : "seems to be dead")));
      }
      EnvironmentFacts.ProcessFact child = work.child();
      found.add(
          new Finding(
              "terraform",
              child == null
                  ? "none is recorded as running"
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
        .forEach(resource -> found.add(new Finding("in flight", slow(resource) + late(resource))));
    found.add(new Finding("last event", told(facts.lastEvent(), facts)));
    found.add(new Finding("last log line", told(facts.lastLog(), facts)));
    found.add(
        new Finding(
            "throttling",
            facts.throttles() == 0
                ? "none in the last 15 minutes"
                : facts.throttles() + " refusals in the last 15 minutes"));
    found.add(new Finding("state lock", lock(facts)));
    Failure failure = environment.failure();
    if (failure != null) {
      found.add(
          new Finding(
              "failure",
              failure.code().code()
                  + " ("
                  + failure.kind().code()
                  + "; responsible: "
                  + failure.kind().responsible().code()
                  + "): "
                  + failure.message()));
    }
    return List.copyOf(found);
  }

  private static String late(EnvironmentFacts.InFlightFact resource) {
    return resource.late() ? ": late" : "";
  }

  private static String operation(EnvironmentFacts.CurrentOperation work) {
    return work.kind()
        + " "
        + work.operation()
        + ", epoch "
        + work.epoch()
        + ", attempt "
        + work.attempt()
        + (work.cancelRequested() ? ", asked to stop" : "")
        + (work.owner() == null ? ", waiting" : "");
  }

  private static String lock(EnvironmentFacts facts) {
    return switch (facts.lock()) {
      case Lock.Free() -> "not held";
      case Lock.Unreachable(var why) -> "cannot be looked at: " + why;
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

  private static String told(@Nullable Instant at, EnvironmentFacts facts) {
    return at == null ? "none" : ago(at, facts) + " ago";
  }

  private static String ago(Instant at, EnvironmentFacts facts) {
    return DurationWords.of(Duration.between(at, facts.now()));
  }
}
