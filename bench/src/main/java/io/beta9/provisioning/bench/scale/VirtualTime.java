package io.beta9.provisioning.bench.scale;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a simulation. Executes actions in the order of their times, one at a time; time
 * passes only between them. Processes are actions on threads of their own that can {@link #sleep}.
 */
final class VirtualTime {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final ThreadLocal<SimulatedProcess> CURRENT = new ThreadLocal<>();

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Semaphore scheduler = new Semaphore(0);
  private long nanos;
  private long scheduled;
  private @Nullable Throwable failure;

  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /** Ends the thread of a process whose machine has died, without any of its error handling. */
  private static final class ProcessKilled extends Error {
    ProcessKilled() {
      super("the simulated process was killed", null, false, false);
    }
  }

  /** A process: what one thread of a simulated machine executes. */
  static final class SimulatedProcess {
    private final Semaphore turn = new Semaphore(0);
    private boolean killed;

    /** Ends the process: it executes nothing any more. */
    void kill() {
      killed = true;
    }
  }

  /** Returns the time since the start of the simulation in nanoseconds. */
  long nanos() {
    return nanos;
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  Instant instant() {
    return START.plusNanos(nanos);
  }

  /** Returns a clock that shows the virtual time. */
  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Instant instant() {
        return VirtualTime.this.instant();
      }
    };
  }

  /** Advances the time while nothing is simulated. */
  void advance(Duration time) {
    nanos += time.toNanos();
  }

  void after(Duration delay, Runnable action) {
    events.add(new Event(nanos + delay.toNanos(), scheduled++, action));
  }

  /** Repeats an action until it returns false. */
  void every(Duration first, Duration interval, BooleanSupplier action) {
    after(
        first,
        () -> {
          if (action.getAsBoolean()) {
            every(interval, interval, action);
          }
        });
  }

  /** Starts a process, which begins after all actions that are due now. */
  SimulatedProcess start(Runnable body) {
    SimulatedProcess process = new SimulatedProcess();
    Thread thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  process.turn.acquireUninterruptibly();
                  CURRENT.set(process);
                  try {
                    if (!process.killed) {
                      body.run();
                    }
                  } catch (ProcessKilled e) {
                    // Expected: its machine has died.
                  } catch (Throwable e) {
                    // Any error ends the simulation, which throws it again.
                    failure = e;
                  } finally {
                    scheduler.release();
                  }
                });
    thread.start();
    after(Duration.ZERO, () -> resume(process));
    return process;
  }

  private void resume(SimulatedProcess process) {
    process.turn.release();
    scheduler.acquireUninterruptibly();
  }

  /** Waits for a period of virtual time. Called by a process only. */
  void sleep(Duration time) {
    SimulatedProcess process = CURRENT.get();
    if (process == null) {
      throw new IllegalStateException("only a simulated process can sleep");
    }
    after(time, () -> resume(process));
    scheduler.release();
    process.turn.acquireUninterruptibly();
    if (process.killed) {
      throw new ProcessKilled();
    }
  }

  /**
   * Executes actions until the condition holds or none is left.
   *
   * @return whether the condition holds
   */
  boolean run(BooleanSupplier until) {
    while (!until.getAsBoolean()) {
      Event next = events.poll();
      if (next == null) {
        return false;
      }
      nanos = Math.max(nanos, next.at());
      next.action().run();
      if (failure != null) {
        throw new IllegalStateException("a simulated process failed", failure);
      }
    }
    return true;
  }
}
