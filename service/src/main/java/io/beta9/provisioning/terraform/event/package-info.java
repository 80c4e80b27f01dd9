/**
 * What Terraform reports: the lines of its JSON output as typed events. Uses no other package of
 * {@code terraform}.
 */
@NullMarked
package io.beta9.provisioning.terraform.event;

import org.jspecify.annotations.NullMarked;
