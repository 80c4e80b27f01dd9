package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.ProcessLifetime.Point;
import io.beta9.provisioning.testing.ProcessLifetime.Terraform;
import io.beta9.provisioning.worker.liveness.TerminationEvidence;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worker dies, or is suspended and taken over, after each single write and each remote call in
 * turn; another worker takes its operation over. The result always equals that of an uninterrupted
 * run, and a worker that resumes after the suspension changes nothing.
 */
class CrashAtEveryWriteTest {
  /** More than the usual number of processors, because each thread waits at times. */
  private static final int GROUNDS = 3;

  private static final String NEVER_THERE = "\n    it never came there";

  @TempDir static Path folder;

  private static final List<WorkerTestServers> grounds = new ArrayList<>();
  private static Undisturbed wanted;

  /** One life of an environment and its result. */
  private record Undisturbed(
      ProcessLifetime provision,
      OperationEnd ready,
      ProcessLifetime destroy,
      OperationEnd destroyed) {

    static Undisturbed in(WorkerTestServers ground) {
      try (WorkerScenario trial = ground.environment()) {
        ProcessLifetime provision = ProcessLifetime.withoutFaults();
        trial.work(provision);
        OperationEnd ready = trial.ending();
        trial.requestDestroy();
        ProcessLifetime destroy = ProcessLifetime.withoutFaults();
        trial.work(destroy);
        return new Undisturbed(provision, ready, destroy, trial.ending());
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

  @BeforeAll
  static void runUninterrupted() {
    for (int i = 0; i < GROUNDS; i++) {
      grounds.add(new WorkerTestServers(folder));
    }
    wanted = Undisturbed.in(grounds.getFirst());
    assertThat(wanted.ready().environment()).contains("status ready");
    assertThat(wanted.destroyed().environment()).contains("status destroyed");
    assertThat(wanted.provision().points()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    assertThat(wanted.destroy().points()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
  }

  @AfterAll
  static void close() {
    grounds.forEach(WorkerTestServers::close);
  }

  /** A suspended worker looks to its successor like one that died with its Terraform process. */
  @Test
  void rejects_all_writes_of_a_worker_that_was_suspended_at_any_write_and_taken_over()
      throws Exception {
    atEveryPoint(
        "stood still after",
        wanted -> wanted.deaths(wanted.provision().points(), wanted.destroy().points()),
        CrashAtEveryWriteTest::overtake);
  }

  @Test
  void loses_and_duplicates_nothing_if_a_worker_dies_after_any_write() throws Exception {
    atEveryPoint(
        "died after",
        wanted ->
            wanted.deaths(
                wanted.provision().pointsDuringTerraform(),
                wanted.destroy().pointsDuringTerraform()),
        CrashAtEveryWriteTest::die);
  }

  @Test
  void recovers_automatically_from_a_lost_response_of_any_remote_call() throws Exception {
    atEveryPoint(
        "had no answer to",
        wanted -> wanted.deaths(wanted.provision().calls(), wanted.destroy().calls()),
        CrashAtEveryWriteTest::loseAnswer);
  }

  /**
   * Interrupts an operation at a point and returns how its result differs from the expected one.
   */
  @FunctionalInterface
  private interface Misfortune {
    String happen(WorkerScenario trial, Point at, OperationEnd wanted);
  }

  private static void atEveryPoint(
      String what, Function<Undisturbed, List<Deaths>> points, Misfortune misfortune)
      throws Exception {
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    Queue<Deaths> deaths = new ConcurrentLinkedQueue<>(points.apply(wanted));
    List<Callable<Void>> all = new ArrayList<>();
    for (WorkerTestServers ground : grounds) {
      all.add(
          () -> {
            for (Deaths next = deaths.poll(); next != null; next = deaths.poll()) {
              live(ground, next, misfortune)
                  .ifPresent(told -> wrong.add(told.replaceFirst(":", " " + what)));
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(GROUNDS)) {
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
    }
    assertThat(wrong).as("results that differ from an uninterrupted run").isEmpty();
  }

  private static Point at(List<Point> points, int index) {
    return index < points.size() ? points.get(index) : null;
  }

  private static Optional<String> live(
      WorkerTestServers ground, Deaths deaths, Misfortune misfortune) {
    try (WorkerScenario trial = ground.environment()) {
      if (deaths.inProvision() == null) {
        trial.work(ProcessLifetime.withoutFaults());
      } else {
        String differs = misfortune.happen(trial, deaths.inProvision(), wanted.ready());
        if (!differs.isEmpty()) {
          return Optional.of(tell("provision", wanted.provision(), deaths.inProvision()) + differs);
        }
      }
      if (deaths.inDestroy() == null) {
        return Optional.empty();
      }
      trial.requestDestroy();
      String differs = misfortune.happen(trial, deaths.inDestroy(), wanted.destroyed());
      return differs.isEmpty()
          ? Optional.empty()
          : Optional.of(tell("destroy", wanted.destroy(), deaths.inDestroy()) + differs);
    }
  }

  /** Describes a point by its number and by the call. */
  private static String tell(String operation, ProcessLifetime undisturbed, Point point) {
    return operation + ": " + (undisturbed.points().indexOf(point) + 1) + ", " + point;
  }

  private static String loseAnswer(WorkerScenario trial, Point call, OperationEnd wanted) {
    ProcessLifetime life = ProcessLifetime.losingResponseOf(call);
    trial.work(life);
    if (!life.points().contains(call)) {
      return NEVER_THERE;
    }
    if (trial.isPostponed()) {
      trial.makeDue();
      trial.work(ProcessLifetime.withoutFaults());
    }
    return trial.ending().differencesFrom(wanted);
  }

  private static String die(WorkerScenario trial, Point last, OperationEnd wanted) {
    ProcessLifetime life = ProcessLifetime.crashingAfter(last, Terraform.SURVIVES);
    trial.work(life);
    if (!life.hasCrashed()) {
      return NEVER_THERE;
    }
    if (!life.hasEndedByCrash()) {
      return "\n    and was taken for an ordinary failure";
    }
    trial.releaseDead(new TerminationEvidence.ProcessGone());
    trial.work(ProcessLifetime.withoutFaults());
    return trial.ending().differencesFrom(wanted);
  }

  private static String overtake(WorkerScenario trial, Point last, OperationEnd wanted) {
    ProcessLifetime sleeper = ProcessLifetime.pausingAfter(last);
    CompletableFuture<Void> end = trial.begin(sleeper);
    if (!sleeper.awaitPaused()) {
      return NEVER_THERE;
    }
    trial.killTerraform();
    trial.releaseDead(new TerminationEvidence.LeaseExpired(LeasePolicy.STANDARD.takeoverAfter()));
    trial.work(ProcessLifetime.withoutFaults());
    String differs = trial.ending().differencesFrom(wanted);
    sleeper.resume();
    end.join();
    return sleeper.pointsSinceResume().isEmpty()
        ? differs
        : differs + "\n    and when it woke it did " + sleeper.pointsSinceResume();
  }
}
