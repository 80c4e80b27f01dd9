package io.beta9.provisioning.terraform.run;

/**
 * One line that Terraform wrote, cleared of secrets.
 *
 * @param number counted from 0 within its run
 */
public record JournalLine(long number, String raw, TerraformEvent event) {}
