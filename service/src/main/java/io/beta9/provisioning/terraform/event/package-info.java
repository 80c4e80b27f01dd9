/**
 * What Terraform reports: the lines of its JSON output as typed events. May use no other subpackage
 * of {@code terraform}.
 */
@NullMarked
package io.beta9.provisioning.terraform.event;

import org.jspecify.annotations.NullMarked;
