package io.beta9.provisioning.doctor;

import io.beta9.provisioning.format.DurationFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks the prerequisites of the product on this machine. */
public final class Doctor {
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(20);

  /** What the machine is used for. Each purpose includes the prerequisites of those before it. */
  public enum Purpose {
    /** {@code demo}: simulated AWS, embedded PostgreSQL and Redis. */
    DEMO,
    /** {@code up}: real AWS, embedded PostgreSQL and Redis. */
    UP,
    /** {@code api} and {@code worker}: real AWS, existing PostgreSQL and Redis. */
    PRODUCTION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Set<Purpose> from(Purpose first) {
      return EnumSet.range(first, PRODUCTION);
    }
  }

  /** A check of one prerequisite. */
  public interface DoctorCheck {
    String name();

    /** Returns the purposes that require it; empty if it is optional. */
    Set<Purpose> neededFor();

    CheckResult run();
  }

  /**
   * Result of a check.
   *
   * @param found what was found, or why it is not usable
   * @param remedy how to install or fix it; empty if the check passed
   */
  public record CheckResult(boolean good, String found, String remedy) {
    static CheckResult good(String found) {
      return new CheckResult(true, found, "");
    }

    static CheckResult bad(String found, String remedy) {
      return new CheckResult(false, found, remedy);
    }
  }

  /** The result of a check, and whether the purpose requires it. */
  public record DoctorLine(String name, boolean needed, CheckResult finding) {
    public boolean missing() {
      return needed && !finding.good();
    }
  }

  private final List<DoctorCheck> checks;

  public Doctor(List<DoctorCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** Returns a doctor with all checks, for a process with this environment and directory. */
  public static Doctor of(Map<String, String> environment, Path directory) {
    return new Doctor(
        List.of(
            new LinuxCheck(environment, Path.of("/proc")),
            new JdkCheck(Runtime.version()),
            new TerraformCheck(environment),
            new ProviderMirrorCheck(environment),
            new HelmRunnerCheck(environment, directory),
            new AwsCheck(environment),
            new PostgresCheck(environment),
            new ReplicaCheck(environment),
            new RedisCheck(environment)));
  }

  /** Runs only the checks that the purpose requires and returns the lines of those that failed. */
  public List<DoctorLine> failedRequirements(Purpose purpose) {
    List<DoctorCheck> required =
        checks.stream().filter(check -> check.neededFor().contains(purpose)).toList();
    return new Doctor(required).examine(purpose).stream().filter(DoctorLine::missing).toList();
  }

  /** Runs all checks concurrently. A check that does not finish in time has failed. */
  public List<DoctorLine> examine(Purpose purpose) {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<CheckResult>> results = new ArrayList<>();
      checks.forEach(check -> results.add(executor.submit(check::run)));
      List<DoctorLine> lines = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        DoctorCheck check = checks.get(i);
        boolean needed = check.neededFor().contains(purpose);
        lines.add(new DoctorLine(check.name(), needed, result(results.get(i))));
      }
      return lines;
    } finally {
      // Not close(), which would wait for a check that hangs.
      executor.shutdownNow();
    }
  }

  private static CheckResult result(Future<CheckResult> check) {
    try {
      return check.get(CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return CheckResult.bad(
          "no result within " + DurationFormat.words(CHECK_TIMEOUT),
          "Check why it does not respond.");
    } catch (ExecutionException e) {
      // An exception in one check must not hide the results of the others.
      return CheckResult.bad(
          "check failed: " + e.getCause(), "This is a defect. Please report it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CheckResult.bad("interrupted", "Run it again.");
    }
  }
}
