package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.event.TerraformEvent;

/**
 * One line that Terraform wrote, cleared of secrets.
 *
 * @param number counted from 0 within its run
 */
public record JournalLine(long number, String raw, TerraformEvent event) {}
