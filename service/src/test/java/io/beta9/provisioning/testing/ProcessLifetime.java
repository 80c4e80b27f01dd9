package io.beta9.provisioning.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a worker process in a test, with all its threads: they inherit it. Every write and
 * every remote call that changes something is a point in it, and one of them may be its last. From
 * then on nothing that it does reaches anything.
 */
public final class ProcessLifetime {
  private static final InheritableThreadLocal<ProcessLifetime> CURRENT =
      new InheritableThreadLocal<>();
  private static final ThreadLocal<Boolean> IN_CHILD = ThreadLocal.withInitial(() -> false);
  private static final ThreadLocal<Boolean> IN_HELM = ThreadLocal.withInitial(() -> false);

  /** What becomes of the Terraform of a worker that dies. */
  public enum Terraform {
    DIES,
    LIVES_ON
  }

  /**
   * A write or a call that was done.
   *
   * @param nth of those that are called the same
   */
  public record Point(String what, int nth) {
    @Override
    public String toString() {
      return what + (nth == 1 ? "" : " (the " + nth + ". such)");
    }
  }

  private final @Nullable Point last;
  private final @Nullable Point unanswered;
  private final Terraform terraform;
  private final List<Point> points = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Point> calls = new ArrayList<>();
  private final List<Point> besideTerraform = new ArrayList<>();
  private final @Nullable Pausing standstill;
  private boolean terraformRuns;
  private volatile boolean over;
  private boolean endedByDeath;

  private ProcessLifetime(
      @Nullable Point last,
      @Nullable Point unanswered,
      Terraform terraform,
      @Nullable Pausing standstill) {
    this.last = last;
    this.unanswered = unanswered;
    this.terraform = terraform;
    this.standstill = standstill;
  }

  public static ProcessLifetime undisturbed() {
    return new ProcessLifetime(null, null, Terraform.DIES, null);
  }

  public static ProcessLifetime until(Point last, Terraform terraform) {
    return new ProcessLifetime(last, null, terraform, null);
  }

  /** A life in which this is done, and its answer is lost. */
  public static ProcessLifetime withoutAnswerTo(Point call) {
    return new ProcessLifetime(null, call, Terraform.DIES, null);
  }

  /**
   * A life that stands still after this point until it is woken. Its Terraform or Helm, where it is
   * they who come there, ends there.
   */
  public static ProcessLifetime standingStillAfter(Point last) {
    return new ProcessLifetime(last, null, Terraform.DIES, new Pausing());
  }

  /** The life of this thread's process; none outside of what is tried. */
  public static Optional<ProcessLifetime> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Lives it: whatever the work does is done in this life. */
  public void live(Runnable work) {
    CURRENT.set(this);
    try {
      work.run();
    } catch (SimulatedCrash e) {
      // It is what was wanted; whoever comes next finds what it left.
      endedByDeath = true;
    } finally {
      CURRENT.remove();
      if (standstill != null) {
        standstill.ended();
      }
    }
  }

  /** Waits until it stands still; false where it ended without having come there. */
  public boolean standsStill() {
    return standstill().comes();
  }

  /** Lets it go on. */
  public synchronized void wake() {
    standstill().wake(points.size());
  }

  /** What it did after it was woken. */
  public synchronized List<Point> pointsSinceItWoke() {
    return List.copyOf(points.subList(standstill().pointsBefore(), points.size()));
  }

  private Pausing standstill() {
    return Objects.requireNonNull(standstill, "this life never stands still");
  }

  /** All that was done in it, in order. */
  public synchronized List<Point> points() {
    return List.copyOf(points);
  }

  /** Those of them that were passed while a Terraform of it ran. */
  public synchronized List<Point> pointsBesideTerraform() {
    return List.copyOf(besideTerraform);
  }

  public boolean isOver() {
    return over;
  }

  /** Whether nobody on the way took its death for something else. */
  public boolean hasEndedByDeath() {
    return endedByDeath;
  }

  /** Whether its Terraform goes on without it. */
  public boolean terraformLivesOn() {
    return terraform == Terraform.LIVES_ON;
  }

  /** Says that something was done that others can see. */
  public static void after(String what) {
    pass(what, null);
  }

  /**
   * The same of a remote call, whose answer may be lost.
   *
   * @param loss how the caller learns that there is no answer
   */
  public static void afterCall(String what, Supplier<RuntimeException> loss) {
    pass(what, loss);
  }

  private static void pass(String what, @Nullable Supplier<RuntimeException> loss) {
    ProcessLifetime life = CURRENT.get();
    if (life != null && life.pass(what, loss != null)) {
      throw loss.get();
    }
  }

  /** Those of the points whose answers may be lost. */
  public synchronized List<Point> calls() {
    return List.copyOf(calls);
  }

  /** Says that a Terraform of this process begins or has ended. */
  public static void terraformRuns(boolean runs) {
    ProcessLifetime life = CURRENT.get();
    if (life != null) {
      synchronized (life) {
        life.terraformRuns = runs;
      }
    }
  }

  /** Ends this thread where its process is dead, and holds it where that stands still. */
  public static void check() {
    ProcessLifetime life = CURRENT.get();
    if (life == null || !life.over || life.isOutlived()) {
      return;
    }
    if (life.standstill == null || (isChild() && !life.standstill.isOver())) {
      throw new SimulatedCrash(life.last);
    }
    life.standstill.hold();
  }

  /** Does the work as Terraform does it: where it outlives its parent, to its end. */
  public static void asChild(Runnable work) {
    as(IN_CHILD, work);
  }

  /**
   * Does the work as a process that runs Helm does it.
   *
   * @return whether it came to its end
   */
  public static boolean asHelm(Runnable work) {
    try {
      as(IN_HELM, work);
      return true;
    } catch (SimulatedCrash e) {
      check(); // Where its worker is dead too, this goes no further.
      return false;
    }
  }

  private static void as(ThreadLocal<Boolean> role, Runnable work) {
    role.set(true);
    try {
      work.run();
    } finally {
      role.set(false);
    }
  }

  private static boolean isChild() {
    return IN_CHILD.get() || IN_HELM.get();
  }

  private boolean isOutlived() {
    return IN_CHILD.get() && terraformLivesOn();
  }

  private boolean pass(String what, boolean isCall) {
    check();
    Point point = passed(what, isCall);
    if (point.equals(last)) {
      over = true;
      check();
    }
    return point.equals(unanswered);
  }

  private synchronized Point passed(String what, boolean isCall) {
    Point point = new Point(what, counts.merge(what, 1, Integer::sum));
    points.add(point);
    if (isCall) {
      calls.add(point);
    }
    if (terraformRuns) {
      besideTerraform.add(point);
    }
    return point;
  }
}
