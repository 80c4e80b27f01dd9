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
 * The worker dies, or stands still and is taken for dead, after each single write and each remote
 * call in turn; another takes its operation over. However it went, the end is that of an
 * undisturbed run, and one that wakes up again changes nothing any more.
 */
class CrashAtEveryWriteTest {
  /** One more than there are usually processors: each of them waits now and then. */
  private static final int GROUNDS = 3;

  private static final String NEVER_THERE = "\n    it never came there";

  @TempDir static Path folder;

  private static final List<WorkerTestServers> grounds = new ArrayList<>();
  private static Undisturbed wanted;

  /** A whole way of an environment, and how it ended. */
  private record Undisturbed(
      ProcessLifetime provision,
      OperationEnd ready,
      ProcessLifetime destroy,
      OperationEnd destroyed) {

    static Undisturbed in(WorkerTestServers ground) {
      try (WorkerScenario trial = ground.environment()) {
        ProcessLifetime provision = ProcessLifetime.undisturbed();
        trial.work(provision);
        OperationEnd ready = trial.ending();
        trial.requestDestroy();
        ProcessLifetime destroy = ProcessLifetime.undisturbed();
        trial.work(destroy);
        return new Undisturbed(provision, ready, destroy, trial.ending());
      }
    }

    /** The first of these goes with the first of those, in one environment. */
    List<Deaths> deaths(List<Point> making, List<Point> removing) {
      List<Deaths> deaths = new ArrayList<>();
      for (int i = 0; i < Math.max(making.size(), removing.size()); i++) {
        deaths.add(new Deaths(at(making, i), at(removing, i)));
      }
      return deaths;
    }
  }

  /** When a worker dies in the provision and when in the destroy of the same environment, if so. */
  private record Deaths(@Nullable Point inProvision, @Nullable Point inDestroy) {}

  @BeforeAll
  static void goUndisturbed() {
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

  /** To its successor one that stands still is like one that died with its Terraform. */
  @Test
  void a_worker_that_stands_still_after_any_write_and_is_taken_for_dead_does_nothing_when_it_wakes()
      throws Exception {
    everywhere(
        "stood still after",
        wanted -> wanted.deaths(wanted.provision().points(), wanted.destroy().points()),
        CrashAtEveryWriteTest::overtake);
  }

  @Test
  void a_worker_that_dies_alone_after_any_write_loses_and_doubles_nothing() throws Exception {
    everywhere(
        "died after",
        wanted ->
            wanted.deaths(
                wanted.provision().pointsBesideTerraform(),
                wanted.destroy().pointsBesideTerraform()),
        CrashAtEveryWriteTest::die);
  }

  @Test
  void a_remote_call_whose_answer_is_lost_is_made_good_without_a_person() throws Exception {
    everywhere(
        "had no answer to",
        wanted -> wanted.deaths(wanted.provision().calls(), wanted.destroy().calls()),
        CrashAtEveryWriteTest::loseAnswer);
  }

  /** Disturbs an operation at a point, and says how its end differs from what is wanted. */
  @FunctionalInterface
  private interface Misfortune {
    String happen(WorkerScenario trial, Point at, OperationEnd wanted);
  }

  private static void everywhere(
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
    assertThat(wrong).as("these ended otherwise than an undisturbed run").isEmpty();
  }

  private static Point at(List<Point> points, int index) {
    return index < points.size() ? points.get(index) : null;
  }

  private static Optional<String> live(
      WorkerTestServers ground, Deaths deaths, Misfortune misfortune) {
    try (WorkerScenario trial = ground.environment()) {
      if (deaths.inProvision() == null) {
        trial.work(ProcessLifetime.undisturbed());
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

  /** As a person finds it: by its number, and by what was done. */
  private static String tell(String operation, ProcessLifetime undisturbed, Point point) {
    return operation + ": " + (undisturbed.points().indexOf(point) + 1) + ", " + point;
  }

  private static String loseAnswer(WorkerScenario trial, Point call, OperationEnd wanted) {
    ProcessLifetime life = ProcessLifetime.withoutAnswerTo(call);
    trial.work(life);
    if (!life.points().contains(call)) {
      return NEVER_THERE;
    }
    if (trial.isPostponed()) {
      trial.passThePause();
      trial.work(ProcessLifetime.undisturbed());
    }
    return trial.ending().differencesFrom(wanted);
  }

  private static String die(WorkerScenario trial, Point last, OperationEnd wanted) {
    ProcessLifetime life = ProcessLifetime.until(last, Terraform.LIVES_ON);
    trial.work(life);
    if (!life.isOver()) {
      return NEVER_THERE;
    }
    if (!life.hasEndedByDeath()) {
      return "\n    and was taken for an ordinary failure";
    }
    trial.bury(new TerminationEvidence.ProcessGone());
    trial.work(ProcessLifetime.undisturbed());
    return trial.ending().differencesFrom(wanted);
  }

  private static String overtake(WorkerScenario trial, Point last, OperationEnd wanted) {
    ProcessLifetime sleeper = ProcessLifetime.standingStillAfter(last);
    CompletableFuture<Void> end = trial.begin(sleeper);
    if (!sleeper.standsStill()) {
      return NEVER_THERE;
    }
    trial.killTerraform();
    trial.bury(new TerminationEvidence.PromiseRanOut(LeasePolicy.STANDARD.keptAfter()));
    trial.work(ProcessLifetime.undisturbed());
    String differs = trial.ending().differencesFrom(wanted);
    sleeper.wake();
    end.join();
    return sleeper.pointsSinceItWoke().isEmpty()
        ? differs
        : differs + "\n    and when it woke it did " + sleeper.pointsSinceItWoke();
  }
}
