/**
 * Runs Terraform for one environment: its directory, its processes, the lines they write, and what
 * their failures mean. Knows nothing of workers and databases; what it needs of them are the small
 * interfaces {@link io.beta9.provisioning.terraform.run.JournalSink}, {@link
 * io.beta9.provisioning.terraform.ProcessRegister} and {@link
 * io.beta9.provisioning.terraform.RunControl}.
 */
@NullMarked
package io.beta9.provisioning.terraform;

import org.jspecify.annotations.NullMarked;
