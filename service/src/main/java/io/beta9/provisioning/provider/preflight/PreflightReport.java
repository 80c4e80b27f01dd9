package io.beta9.provisioning.provider.preflight;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import java.util.List;

/**
 * The results of checks that had a limited time.
 *
 * @param findings blocking ones first
 * @param unfinished the names of the checks that did not end in time; {@code all} if the account
 *     could not be opened
 */
public record PreflightReport(List<PreflightFinding> findings, List<String> unfinished) {
  public PreflightReport {
    findings = List.copyOf(findings);
    unfinished = List.copyOf(unfinished);
  }

  /** Returns the report if the account cannot be opened, so that nothing could be checked. */
  public static PreflightReport ofInaccessibleAccount(Failure failure) {
    return new PreflightReport(
        List.of(
            failure.kind() == FailureClass.TRANSIENT
                ? PreflightFinding.warning(failure)
                : PreflightFinding.blocking(failure)),
        List.of("all"));
  }
}
