/** The commands below {@code onboarding}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.onboarding;

import org.jspecify.annotations.NullMarked;
