/**
 * Runs Terraform for one environment. The packages depend on each other in this order: {@code
 * event}, {@code process}, {@code stack}, {@code plan}, {@code diagnosis}, {@code run}. They know
 * nothing of workers and databases, which implement {@link
 * io.beta9.provisioning.terraform.run.JournalSink}, {@link
 * io.beta9.provisioning.terraform.process.ProcessRegistry} and {@link
 * io.beta9.provisioning.terraform.run.RunControl}.
 */
@NullMarked
package io.beta9.provisioning.terraform;

import org.jspecify.annotations.NullMarked;
