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
 * The simulated lifetime of a worker process in a test, inherited by all its threads. Every write
 * and every remote call that changes something is a point of it, and the process can crash or pause
 * after any of them. After a crash, its threads have no further effect.
 */
public final class ProcessLifetime {
  private static final InheritableThreadLocal<ProcessLifetime> CURRENT =
      new InheritableThreadLocal<>();
  private static final ThreadLocal<Boolean> IN_CHILD = ThreadLocal.withInitial(() -> false);
  private static final ThreadLocal<Boolean> IN_HELM = ThreadLocal.withInitial(() -> false);

  /** Effect of a worker crash on its Terraform process. */
  public enum Terraform {
    TERMINATES,
    SURVIVES
  }

  /**
   * A completed write or call.
   *
   * @param occurrence the number of points with this operation so far, this one included
   */
  public record Point(String operation, int occurrence) {
    @Override
    public String toString() {
      return operation + (occurrence == 1 ? "" : " (occurrence " + occurrence + ")");
    }
  }

  private final @Nullable Point crashPoint;
  private final @Nullable Point lostResponse;
  private final Terraform terraform;
  private final List<Point> points = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Point> calls = new ArrayList<>();
  private final List<Point> duringTerraform = new ArrayList<>();
  private final @Nullable ProcessPause pause;
  private boolean terraformRunning;
  private volatile boolean crashed;
  private boolean endedByCrash;

  private ProcessLifetime(
      @Nullable Point crashPoint,
      @Nullable Point lostResponse,
      Terraform terraform,
      @Nullable ProcessPause pause) {
    this.crashPoint = crashPoint;
    this.lostResponse = lostResponse;
    this.terraform = terraform;
    this.pause = pause;
  }

  public static ProcessLifetime withoutFaults() {
    return new ProcessLifetime(null, null, Terraform.TERMINATES, null);
  }

  public static ProcessLifetime crashingAfter(Point last, Terraform terraform) {
    return new ProcessLifetime(last, null, terraform, null);
  }

  /** Returns a lifetime in which the call is executed but its response is lost. */
  public static ProcessLifetime losingResponseOf(Point call) {
    return new ProcessLifetime(null, call, Terraform.TERMINATES, null);
  }

  /**
   * Returns a lifetime that pauses after the given point until it is resumed. If Terraform or Helm
   * reaches the point, that child process ends there.
   */
  public static ProcessLifetime pausingAfter(Point last) {
    return new ProcessLifetime(last, null, Terraform.TERMINATES, new ProcessPause());
  }

  /** Returns the lifetime of this thread's process, or empty outside of a simulated process. */
  public static Optional<ProcessLifetime> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Runs the work in this process, until its end or its crash. */
  public void run(Runnable work) {
    CURRENT.set(this);
    try {
      work.run();
    } catch (SimulatedCrash e) {
      // Expected: the next process recovers from the state that this one left.
      endedByCrash = true;
    } finally {
      CURRENT.remove();
      if (pause != null) {
        pause.processEnded();
      }
    }
  }

  /** Waits for the pause; returns false if the process ended without reaching it. */
  public boolean awaitPaused() {
    return pause().awaitPaused();
  }

  /** Resumes the process after its pause. */
  public synchronized void resume() {
    pause().resume(points.size());
  }

  /** Returns the points recorded since the process was resumed. */
  public synchronized List<Point> pointsSinceResume() {
    return List.copyOf(points.subList(pause().pointsBefore(), points.size()));
  }

  private ProcessPause pause() {
    return Objects.requireNonNull(pause, "this process never pauses");
  }

  /** Returns all recorded points in order. */
  public synchronized List<Point> points() {
    return List.copyOf(points);
  }

  /** Returns the points recorded while a Terraform process of this worker was running. */
  public synchronized List<Point> pointsDuringTerraform() {
    return List.copyOf(duringTerraform);
  }

  public boolean hasCrashed() {
    return crashed;
  }

  /** Returns whether the crash reached the end of the call stack, not handled as a failure. */
  public boolean hasEndedByCrash() {
    return endedByCrash;
  }

  /** Returns whether a Terraform process survives the crash of its worker. */
  public boolean terraformSurvives() {
    return terraform == Terraform.SURVIVES;
  }

  /** Records a write that other processes can see. */
  public static void recordWrite(String operation) {
    record(operation, null);
  }

  /**
   * Records a remote call whose response may be lost.
   *
   * @param loss creates the exception that reports the lost response
   */
  public static void recordCall(String operation, Supplier<RuntimeException> loss) {
    record(operation, loss);
  }

  private static void record(String operation, @Nullable Supplier<RuntimeException> loss) {
    ProcessLifetime lifetime = CURRENT.get();
    if (lifetime != null && lifetime.record(operation, loss != null)) {
      throw loss.get();
    }
  }

  /** Returns the points whose responses may be lost. */
  public synchronized List<Point> calls() {
    return List.copyOf(calls);
  }

  /** Records that a Terraform process of this worker has started or ended. */
  public static void setTerraformRunning(boolean running) {
    ProcessLifetime lifetime = CURRENT.get();
    if (lifetime != null) {
      synchronized (lifetime) {
        lifetime.terraformRunning = running;
      }
    }
  }

  /** Ends this thread if its process has crashed, or blocks it while the process is paused. */
  public static void checkAlive() {
    ProcessLifetime lifetime = CURRENT.get();
    if (lifetime == null || !lifetime.crashed || lifetime.isSurvivingTerraform()) {
      return;
    }
    if (lifetime.pause == null || (isChildProcess() && !lifetime.pause.isOver())) {
      throw new SimulatedCrash(lifetime.crashPoint);
    }
    lifetime.pause.block();
  }

  /** Runs the work as a Terraform process, which may survive its worker. */
  public static void runAsTerraform(Runnable work) {
    runAs(IN_CHILD, work);
  }

  /**
   * Runs the work as a Helm process.
   *
   * @return whether the process completed
   */
  public static boolean runAsHelm(Runnable work) {
    try {
      runAs(IN_HELM, work);
      return true;
    } catch (SimulatedCrash e) {
      checkAlive(); // If the worker has crashed as well, this thread ends here.
      return false;
    }
  }

  private static void runAs(ThreadLocal<Boolean> role, Runnable work) {
    role.set(true);
    try {
      work.run();
    } finally {
      role.set(false);
    }
  }

  private static boolean isChildProcess() {
    return IN_CHILD.get() || IN_HELM.get();
  }

  private boolean isSurvivingTerraform() {
    return IN_CHILD.get() && terraformSurvives();
  }

  private boolean record(String operation, boolean isCall) {
    checkAlive();
    Point point = addPoint(operation, isCall);
    if (point.equals(crashPoint)) {
      crashed = true;
      checkAlive();
    }
    return point.equals(lostResponse);
  }

  private synchronized Point addPoint(String operation, boolean isCall) {
    Point point = new Point(operation, counts.merge(operation, 1, Integer::sum));
    points.add(point);
    if (isCall) {
      calls.add(point);
    }
    if (terraformRunning) {
      duringTerraform.add(point);
    }
    return point;
  }
}
