package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.RunKind;
import java.util.Optional;

/** The result of a successful run; {@code applied} is present after an apply and a destroy. */
public record RunResult(RunKind kind, PlanSummary planned, Optional<ApplySummary> applied) {}
