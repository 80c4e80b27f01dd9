/** Commands that show, export and verify the audit trail. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.audit;

import org.jspecify.annotations.NullMarked;
