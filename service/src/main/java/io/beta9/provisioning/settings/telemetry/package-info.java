/** Settings of logs and traces. May use no other subpackage of {@code settings}. */
@NullMarked
package io.beta9.provisioning.settings.telemetry;

import org.jspecify.annotations.NullMarked;
