package io.beta9.provisioning.cli;

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

/** Looks at what this product needs around it, and says what is missing and how to get it. */
public final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What the machine is to be fit for; each needs what the one before needs, and more. */
  public enum Purpose {
    /** {@code demo}: everything of AWS is simulated, the stores are embedded. */
    DEMO,
    /** {@code up}: embedded stores, real AWS. */
    UP,
    /** {@code api} and {@code worker}: a database, Redis and AWS that are there already. */
    PRODUCTION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Set<Purpose> from(Purpose first) {
      return EnumSet.range(first, PRODUCTION);
    }
  }

  /** One thing to look at. */
  public interface DoctorCheck {
    String name();

    /** For what it is needed; for nothing, where it only helps. */
    Set<Purpose> neededFor();

    CheckResult look();
  }

  /**
   * What was found.
   *
   * @param found what is there or why it is of no use
   * @param remedy how to get it; empty where nothing is missing
   */
  public record CheckResult(boolean good, String found, String remedy) {
    static CheckResult good(String found) {
      return new CheckResult(true, found, "");
    }

    static CheckResult bad(String found, String remedy) {
      return new CheckResult(false, found, remedy);
    }
  }

  /** A finding, and whether the machine can do without. */
  public record DoctorLine(String name, boolean needed, CheckResult finding) {
    public boolean missing() {
      return needed && !finding.good();
    }
  }

  private final List<DoctorCheck> checks;

  public Doctor(List<DoctorCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** All checks, for a process with this environment in this directory. */
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
            new RedisCheck(environment)));
  }

  /** Runs only the checks that the purpose requires and returns the lines of those that failed. */
  public List<DoctorLine> failedRequirements(Purpose purpose) {
    List<DoctorCheck> required =
        checks.stream().filter(check -> check.neededFor().contains(purpose)).toList();
    return new Doctor(required).examine(purpose).stream().filter(DoctorLine::missing).toList();
  }

  /** Looks at everything at once; a look that takes too long is a bad finding. */
  public List<DoctorLine> examine(Purpose purpose) {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<CheckResult>> looks = new ArrayList<>();
      checks.forEach(check -> looks.add(executor.submit(check::look)));
      List<DoctorLine> lines = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        DoctorCheck check = checks.get(i);
        boolean needed = check.neededFor().contains(purpose);
        lines.add(new DoctorLine(check.name(), needed, result(looks.get(i))));
      }
      return lines;
    } finally {
      // Not close(): that would wait for a look that hangs.
      executor.shutdownNow();
    }
  }

  private static CheckResult result(Future<CheckResult> look) {
    try {
      return look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return CheckResult.bad("no answer within " + Durations.words(PATIENCE), "See why it hangs.");
    } catch (ExecutionException e) {
      // A check that breaks must not hide what the others found.
      return CheckResult.bad(
          "could not be looked at: " + e.getCause(), "This is a defect; report it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }
}
