package io.beta9.provisioning.apimodel.environment;

import java.util.List;

/**
 * What the checks of an account found, before anything is created in it.
 *
 * @param blocking whether a provisioning would fail
 * @param findings blocking ones first
 * @param unfinished the names of the checks that did not end in time
 */
public record PreflightView(boolean blocking, List<Finding> findings, List<String> unfinished) {
  public PreflightView {
    findings = findings == null ? List.of() : List.copyOf(findings);
    unfinished = unfinished == null ? List.of() : List.copyOf(unfinished);
  }

  /**
   * A finding.
   *
   * @param severity {@code blocking} or {@code warning}
   */
  public record Finding(String severity, FailureView failure) {}
}
