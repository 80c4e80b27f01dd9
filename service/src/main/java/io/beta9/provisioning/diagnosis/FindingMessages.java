package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.diagnosis.Diagnosis.Finding;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.Lock;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders the facts about an environment, one text for each topic. */
public final class FindingMessages {
  private FindingMessages() {}

  /** Returns how long the resource has been in progress, and how long that typically takes. */
  static String duration(EnvironmentFacts.InFlightFact resource) {
    Duration typical = resource.typical();
    return resource.address()
        + " ("
        + resource.action()
        + ") has been in progress for "
        + DurationFormat.words(resource.since())
        + (typical == null ? "" : "; it typically takes " + DurationFormat.words(typical));
  }

  /** Returns why something could not be read. */
  public static String reason(Unread unread) {
    return switch (unread) {
      case Unread.NoAnswer(var timeout) ->
          "the account did not answer within " + DurationFormat.words(timeout);
      case Unread.ReadFailed(var failure) -> failure.message();
      case Unread.Interrupted() -> "reading it was interrupted";
    };
  }

  static List<Finding> findings(EnvironmentFacts facts) {
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
      case ClusterState.NotReadable(var reason) ->
          findings.add(new Finding("cluster", "cannot be inspected: " + reason(reason)));
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
        + (current ? "; responsible: " + failure.responsible().code() : "")
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
      case Lock.Unreachable(var reason) -> "cannot be read: " + reason(reason);
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
