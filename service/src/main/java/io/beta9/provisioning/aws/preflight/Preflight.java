package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks at an account before anything is made in it, for what would fail after minutes: zones and
 * machines that are not offered, quotas that are used up, rights that are missing, names that are
 * taken. It changes nothing, and does not count what this environment has already made.
 */
public final class Preflight {
  private final AwsSession session;

  public Preflight(AwsSession session) {
    this.session = session;
  }

  /** One part of the look. */
  @FunctionalInterface
  interface PreflightCheck {
    List<PreflightFinding> findings(InfraModel model);
  }

  /**
   * All findings, those that block first.
   *
   * @throws FailureException where AWS is out of reach; a right that only a check lacks is a
   *     warning
   */
  public List<PreflightFinding> check(InfraModel model) {
    List<PreflightCheck> checks =
        List.of(
            new ZoneCheck(session),
            new InstanceTypeCheck(session),
            new DatabaseClassCheck(session),
            new QuotaCheck(session),
            new PermissionCheck(session),
            new NameCheck(session));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<PreflightFinding>>> tasks = new ArrayList<>();
      checks.forEach(check -> tasks.add(() -> tolerant(check, model)));
      List<PreflightFinding> findings = new ArrayList<>();
      for (Future<List<PreflightFinding>> done : threads.invokeAll(tasks)) {
        findings.addAll(done.get());
      }
      findings.sort((a, b) -> a.severity().compareTo(b.severity()));
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking at the account", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<PreflightFinding> tolerant(PreflightCheck check, InfraModel model) {
    try {
      return check.findings(model);
    } catch (FailureException e) {
      Failure failure = e.failure();
      if (failure.kind() == FailureClass.PERMISSION) {
        return List.of(new PreflightFinding(PreflightFinding.Severity.WARNING, failure));
      }
      throw e;
    }
  }
}
