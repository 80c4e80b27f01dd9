package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.ProcessLifetime.Point;
import io.beta9.provisioning.testing.ProcessLifetime.Terraform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs operations of environments in which a worker dies at one point each. */
final class CrashTrials implements AutoCloseable {
  /** One in how many points is tried; all of them in the profile {@code extended}. */
  private static final int STRIDE = Integer.getInteger("crash.stride", 1);

  /** More than the usual number of processors, because each thread waits at times. */
  private static final int THREADS = 3;

  private static final String NOT_REACHED = "\n    this point was not reached";

  private final List<WorkerTestServers> serverPool = new ArrayList<>();
  private final UninterruptedRun expected;

  CrashTrials(Supplier<WorkerTestServers> servers) {
    for (int i = 0; i < THREADS; i++) {
      serverPool.add(servers.get());
    }
    expected = UninterruptedRun.in(serverPool.getFirst());
  }

  UninterruptedRun expected() {
    return expected;
  }

  /** One lifetime of an environment and its result. */
  record UninterruptedRun(
      ProcessLifetime provision,
      OperationEnd ready,
      ProcessLifetime destroy,
      OperationEnd destroyed) {

    static UninterruptedRun in(WorkerTestServers servers) {
      try (WorkerScenario scenario = servers.environment()) {
        ProcessLifetime provision = ProcessLifetime.withoutFaults();
        scenario.work(provision);
        OperationEnd ready = scenario.ending();
        scenario.requestDestroy();
        ProcessLifetime destroy = ProcessLifetime.withoutFaults();
        scenario.work(destroy);
        return new UninterruptedRun(provision, ready, destroy, scenario.ending());
      }
    }

    /** Pairs the points of both operations, so that one environment tests two of them. */
    List<Deaths> deaths(List<Point> making, List<Point> removing) {
      List<Deaths> deaths = new ArrayList<>();
      for (int i = 0; i < Math.max(making.size(), removing.size()); i++) {
        deaths.add(new Deaths(at(making, i), at(removing, i)));
      }
      return deaths;
    }
  }

  /** The points at which a worker dies in the provision and in the destroy, if it does. */
  private record Deaths(@Nullable Point inProvision, @Nullable Point inDestroy) {}

  @Override
  public void close() {
    serverPool.forEach(WorkerTestServers::close);
  }

  /** A suspended worker looks to its successor like one that died with its Terraform process. */
  void suspendAtEveryPoint() throws Exception {
    atEveryPoint(
        "stood still after",
        run -> run.deaths(run.provision().points(), run.destroy().points()),
        CrashTrials::overtake);
  }

  void dieAtEveryPoint() throws Exception {
    atEveryPoint(
        "died after",
        run ->
            run.deaths(
                run.provision().pointsDuringTerraform(), run.destroy().pointsDuringTerraform()),
        CrashTrials::die);
  }

  void loseEveryAnswer() throws Exception {
    atEveryPoint(
        "had no answer to",
        run -> run.deaths(run.provision().calls(), run.destroy().calls()),
        CrashTrials::loseAnswer);
  }

  /**
   * Interrupts an operation at a point and returns how its result differs from the expected one.
   */
  @FunctionalInterface
  private interface Fault {
    String inject(WorkerScenario scenario, Point at, OperationEnd expected);
  }

  private void atEveryPoint(
      String what, Function<UninterruptedRun, List<Deaths>> points, Fault fault) throws Exception {
    List<String> differences = Collections.synchronizedList(new ArrayList<>());
    List<Deaths> every = points.apply(expected);
    Queue<Deaths> deaths =
        IntStream.range(0, every.size())
            .filter(index -> index % STRIDE == Math.floorMod(what.hashCode(), STRIDE))
            .mapToObj(every::get)
            .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
    List<Callable<Void>> all = new ArrayList<>();
    for (WorkerTestServers servers : serverPool) {
      all.add(
          () -> {
            for (Deaths next = deaths.poll(); next != null; next = deaths.poll()) {
              live(servers, next, fault)
                  .ifPresent(
                      description -> differences.add(description.replaceFirst(":", " " + what)));
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
    }
    assertThat(differences).as("results that differ from an uninterrupted run").isEmpty();
  }

  private static Point at(List<Point> points, int index) {
    return index < points.size() ? points.get(index) : null;
  }

  private Optional<String> live(WorkerTestServers servers, Deaths deaths, Fault fault) {
    try (WorkerScenario scenario = servers.environment()) {
      if (deaths.inProvision() == null) {
        scenario.work(ProcessLifetime.withoutFaults());
      } else {
        String difference = fault.inject(scenario, deaths.inProvision(), expected.ready());
        if (!difference.isEmpty()) {
          return Optional.of(
              tell("provision", expected.provision(), deaths.inProvision()) + difference);
        }
      }
      if (deaths.inDestroy() == null) {
        return Optional.empty();
      }
      scenario.requestDestroy();
      String difference = fault.inject(scenario, deaths.inDestroy(), expected.destroyed());
      return difference.isEmpty()
          ? Optional.empty()
          : Optional.of(tell("destroy", expected.destroy(), deaths.inDestroy()) + difference);
    }
  }

  /** Describes a point by its number and by the call. */
  private static String tell(String operation, ProcessLifetime undisturbed, Point point) {
    return operation + ": " + (undisturbed.points().indexOf(point) + 1) + ", " + point;
  }

  private static String loseAnswer(WorkerScenario scenario, Point call, OperationEnd expected) {
    ProcessLifetime lifetime = ProcessLifetime.losingResponseOf(call);
    scenario.work(lifetime);
    if (!lifetime.points().contains(call)) {
      return NOT_REACHED;
    }
    if (scenario.isPostponed()) {
      scenario.makeDue();
      scenario.work(ProcessLifetime.withoutFaults());
    }
    return scenario.ending().differencesFrom(expected);
  }

  private static String die(WorkerScenario scenario, Point last, OperationEnd expected) {
    ProcessLifetime lifetime = ProcessLifetime.crashingAfter(last, Terraform.SURVIVES);
    scenario.work(lifetime);
    if (!lifetime.hasCrashed()) {
      return NOT_REACHED;
    }
    if (!lifetime.hasEndedByCrash()) {
      return "\n    and was taken for an ordinary failure";
    }
    scenario.releaseDead(new TerminationEvidence.ProcessGone());
    scenario.work(ProcessLifetime.withoutFaults());
    return scenario.ending().differencesFrom(expected);
  }

  private static String overtake(WorkerScenario scenario, Point last, OperationEnd expected) {
    ProcessLifetime sleeper = ProcessLifetime.pausingAfter(last);
    CompletableFuture<Void> end = scenario.begin(sleeper);
    if (!sleeper.awaitPaused()) {
      return NOT_REACHED;
    }
    scenario.killTerraform();
    scenario.releaseDead(
        new TerminationEvidence.LeaseExpired(LeasePolicy.STANDARD.takeoverAfter()));
    scenario.work(ProcessLifetime.withoutFaults());
    String difference = scenario.ending().differencesFrom(expected);
    sleeper.resume();
    end.join();
    return sleeper.pointsSinceResume().isEmpty()
        ? difference
        : difference + "\n    and when it woke it did " + sleeper.pointsSinceResume();
  }
}
