package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.diagnose.Diagnoses;
import io.beta9.provisioning.diagnose.Diagnosis;
import io.beta9.provisioning.diagnose.FactsRepository;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.intake.UnknownEnvironmentException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One environment, for whoever is on call. Operators reach those of all tenants. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class OnCallResource {
  private final EnvironmentRepository environments;
  private final FactsRepository facts;
  private final Diagnoses diagnoses;

  public OnCallResource(
      EnvironmentRepository environments, FactsRepository facts, Diagnoses diagnoses) {
    this.environments = environments;
    this.facts = facts;
    this.diagnoses = diagnoses;
  }

  /** What is the matter with it. */
  @GetMapping("/diagnosis")
  Diagnosis diagnosis(
      @RequestAttribute(BearerAuthentication.CALLER) Caller caller, @PathVariable String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return environments
        .find(acting(caller, environment).tenant(), environment)
        .map(diagnoses::of)
        .orElseThrow(() -> new UnknownEnvironmentException(environment));
  }

  /** An operator acts for the tenant whose environment it is. */
  private Caller acting(Caller caller, EnvironmentId environment) {
    return caller.isOperator()
        ? facts.tenantOf(environment).map(caller::in).orElse(caller)
        : caller;
  }
}
