package io.beta9.provisioning.terraform.run;

/** The number of resources that an apply or a destroy changed, as counted by Terraform. */
public record ApplySummary(int added, int changed, int destroyed, int imported) {}
