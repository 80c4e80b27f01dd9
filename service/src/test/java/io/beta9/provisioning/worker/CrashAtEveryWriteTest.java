package io.beta9.provisioning.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.testing.Life;
import io.beta9.provisioning.testing.Life.Point;
import io.beta9.provisioning.testing.Life.Terraform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worker dies after each single write and each remote call in turn; another takes its operation
 * over. However it went, the end is that of an undisturbed run.
 */
class CrashAtEveryWriteTest {
  private static final int THREADS = 2;

  @TempDir static Path folder;

  /** A whole way of an environment, and how it ended. */
  private record Undisturbed(Life provision, Ending ready, Life destroy, Ending destroyed) {

    static Undisturbed in(TrialGround ground) {
      try (Trial trial = ground.environment()) {
        Life provision = Life.undisturbed();
        trial.work(provision);
        Ending ready = trial.ending();
        trial.requestDestroy();
        Life destroy = Life.undisturbed();
        trial.work(destroy);
        return new Undisturbed(provision, ready, destroy, trial.ending());
      }
    }

    /** Every point of it; those alone at which it makes a difference where Terraform lives on. */
    List<Deaths> deaths(Terraform terraform) {
      boolean all = terraform == Terraform.DIES;
      List<Point> making = all ? provision.points() : provision.pointsBesideTerraform();
      List<Point> removing = all ? destroy.points() : destroy.pointsBesideTerraform();
      return deaths(making, removing);
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

  /** When a worker dies in the provision and when in the destroy of the same environment. */
  private record Deaths(Point inProvision, Point inDestroy) {}

  @Test
  void a_worker_that_dies_with_its_terraform_after_any_write_loses_and_doubles_nothing()
      throws Exception {
    dieEverywhere(Terraform.DIES);
  }

  @Test
  void a_worker_that_dies_alone_after_any_write_loses_and_doubles_nothing() throws Exception {
    dieEverywhere(Terraform.LIVES_ON);
  }

  @Test
  void a_remote_call_whose_answer_is_lost_is_made_good_without_a_person() throws Exception {
    everywhere(
        "had no answer to",
        wanted -> wanted.deaths(wanted.provision().calls(), wanted.destroy().calls()),
        CrashAtEveryWriteTest::loseAnswer);
  }

  private static void dieEverywhere(Terraform terraform) throws Exception {
    everywhere(
        "died after",
        wanted -> wanted.deaths(terraform),
        (trial, last, end) -> die(trial, last, terraform, end));
  }

  /** Disturbs an operation at a point, and says how its end differs from what is wanted. */
  @FunctionalInterface
  private interface Misfortune {
    String happen(Trial trial, Point at, Ending wanted);
  }

  private static void everywhere(
      String what, Function<Undisturbed, List<Deaths>> points, Misfortune misfortune)
      throws Exception {
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        TrialGround first = new TrialGround(folder)) {
      Undisturbed wanted = Undisturbed.in(first);
      assertThat(wanted.ready().environment()).contains("status ready");
      assertThat(wanted.destroyed().environment()).contains("status destroyed");
      assertThat(wanted.provision().points()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
      assertThat(wanted.destroy().points()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
      Queue<Deaths> deaths = new ConcurrentLinkedQueue<>(points.apply(wanted));
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            () -> {
              try (TrialGround ground = new TrialGround(folder)) {
                for (Deaths next = deaths.poll(); next != null; next = deaths.poll()) {
                  live(ground, next, misfortune, wanted)
                      .ifPresent(told -> wrong.add(told.replaceFirst(":", " " + what)));
                }
              }
              return null;
            });
      }
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
      TrialGround ground, Deaths deaths, Misfortune misfortune, Undisturbed wanted) {
    try (Trial trial = ground.environment()) {
      String differs = happen(trial, deaths.inProvision(), misfortune, wanted.ready());
      if (!differs.isEmpty()) {
        return Optional.of(tell("provision", wanted.provision(), deaths.inProvision()) + differs);
      }
      trial.requestDestroy();
      differs = happen(trial, deaths.inDestroy(), misfortune, wanted.destroyed());
      return differs.isEmpty()
          ? Optional.empty()
          : Optional.of(tell("destroy", wanted.destroy(), deaths.inDestroy()) + differs);
    }
  }

  /** As a person finds it: by its number, and by what was done. */
  private static String tell(String operation, Life undisturbed, Point point) {
    return operation + ": " + (undisturbed.points().indexOf(point) + 1) + ", " + point;
  }

  private static String happen(Trial trial, Point at, Misfortune misfortune, Ending wanted) {
    if (at != null) {
      return misfortune.happen(trial, at, wanted);
    }
    trial.work(Life.undisturbed());
    return trial.ending().differencesFrom(wanted);
  }

  private static String loseAnswer(Trial trial, Point call, Ending wanted) {
    Life life = Life.withoutAnswerTo(call);
    trial.work(life);
    if (!life.points().contains(call)) {
      return "\n    it never came there";
    }
    if (trial.isPostponed()) {
      trial.passThePause();
      trial.work(Life.undisturbed());
    }
    return trial.ending().differencesFrom(wanted);
  }

  private static String die(Trial trial, Point last, Terraform terraform, Ending wanted) {
    Life life = Life.until(last, terraform);
    trial.work(life);
    if (!life.isOver()) {
      return "\n    it never came there";
    }
    if (!life.hasEndedByDeath()) {
      return "\n    and was taken for an ordinary failure";
    }
    trial.bury(
        terraform == Terraform.DIES
            ? new ProofOfDeath.MachineRestarted()
            : new ProofOfDeath.ProcessGone());
    trial.work(Life.undisturbed());
    return trial.ending().differencesFrom(wanted);
  }
}
