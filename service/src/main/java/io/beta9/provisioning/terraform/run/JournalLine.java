package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.event.TerraformEvent;

/**
 * A line of Terraform's output, without secrets.
 *
 * @param number the number of the line within its run, from 0
 */
public record JournalLine(long number, String raw, TerraformEvent event) {}
