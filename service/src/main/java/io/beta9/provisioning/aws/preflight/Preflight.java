package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.telemetry.ThreadContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Checks an account before anything is created in it, for what would otherwise fail after minutes:
 * zones and instance types that are not offered, insufficient quotas, missing permissions, names
 * that are in use. Changes nothing, and does not count what this environment has already created.
 */
public final class Preflight {
  private final AwsSession session;
  private final PreflightRequirements requirements;
  private final Clock clock;

  public Preflight(AwsSession session, PreflightRequirements requirements, Clock clock) {
    this.session = session;
    this.requirements = requirements;
    this.clock = clock;
  }

  /** One of the checks. */
  @FunctionalInterface
  interface PreflightCheck {
    List<PreflightFinding> findings(InfraModel model);

    /** Returns whether the operation can succeed although the check itself cannot be executed. */
    default boolean isAdvisory() {
      return false;
    }
  }

  /**
   * Runs all checks concurrently and returns their findings, blocking ones first.
   *
   * @throws FailureException if AWS is unavailable; a permission that only a check needs and that
   *     is missing is a warning, and so is an advisory check that AWS does not answer
   */
  public List<PreflightFinding> check(InfraModel model) {
    List<PreflightCheck> checks =
        List.of(
            new ZoneCheck(session),
            new InstanceTypeCheck(session),
            new KubernetesVersionCheck(session, clock),
            new DatabaseClassCheck(session),
            new QuotaCheck(session, requirements.quotas()),
            new PermissionCheck(session),
            new CertificateCheck(session, clock),
            new NameCheck(session));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<PreflightFinding>>> tasks = new ArrayList<>();
      checks.forEach(check -> tasks.add(ThreadContext.inherit(() -> findings(check, model))));
      List<PreflightFinding> findings = new ArrayList<>();
      for (Future<List<PreflightFinding>> done : threads.invokeAll(tasks)) {
        findings.addAll(done.get());
      }
      findings.sort((a, b) -> a.severity().compareTo(b.severity()));
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking the account", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<PreflightFinding> findings(PreflightCheck check, InfraModel model) {
    try {
      return check.findings(model);
    } catch (FailureException e) {
      Failure failure = e.failure();
      if (failure.kind() == FailureClass.PERMISSION
          || (check.isAdvisory() && failure.kind() == FailureClass.TRANSIENT)) {
        return List.of(new PreflightFinding(PreflightFinding.Severity.WARNING, failure));
      }
      throw e;
    }
  }
}
