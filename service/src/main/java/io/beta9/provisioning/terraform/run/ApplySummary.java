package io.beta9.provisioning.terraform.run;

/** What an apply or a destroy did, as Terraform counts it. */
public record ApplySummary(int added, int changed, int destroyed, int imported) {}
