package io.beta9.provisioning.terraform;

import java.util.Optional;

/** A Terraform that ended well. {@code applied} is there after an apply and a destroy. */
public record Finished(RunKind kind, PlanSummary planned, Optional<ApplySummary> applied) {}
