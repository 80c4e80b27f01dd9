/** Recurring jobs of the API. May use no other subpackage of {@code app}. */
@NullMarked
package io.beta9.provisioning.app.job;

import org.jspecify.annotations.NullMarked;
