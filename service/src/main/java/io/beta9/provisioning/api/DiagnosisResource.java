package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.environment.DiagnosisView;
import io.beta9.provisioning.diagnosis.Diagnosis;
import io.beta9.provisioning.diagnosis.EnvironmentDiagnoser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The diagnosis of an environment, for operators on call. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class DiagnosisResource {
  private final EffectiveCaller environments;
  private final EnvironmentDiagnoser diagnoser;

  public DiagnosisResource(EffectiveCaller environments, EnvironmentDiagnoser diagnoser) {
    this.environments = environments;
    this.diagnoser = diagnoser;
  }

  /** Returns the verdict with the facts it is based on. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/diagnosis")
  DiagnosisView diagnosis(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(diagnoser.of(environments.find(caller, id)));
  }

  /** Returns a diagnosis, for programs. */
  public static DiagnosisView view(Diagnosis diagnosis) {
    return new DiagnosisView(
        diagnosis.environmentId(),
        diagnosis.name(),
        diagnosis.status(),
        diagnosis.statusSince(),
        diagnosis.findings().stream()
            .map(finding -> new DiagnosisView.Finding(finding.topic(), finding.text()))
            .toList(),
        diagnosis.verdict(),
        diagnosis.sentence(),
        diagnosis.command(),
        diagnosis.responsible().code(),
        diagnosis.automaticAttempt());
  }
}
