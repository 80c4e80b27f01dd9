/** Requests about tenants. May use no other subpackage of {@code intake}. */
@NullMarked
package io.beta9.provisioning.intake.tenant;

import org.jspecify.annotations.NullMarked;
