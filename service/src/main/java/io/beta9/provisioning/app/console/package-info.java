/** Beans of the web console. May use {@code app.server}. */
@NullMarked
package io.beta9.provisioning.app.console;

import org.jspecify.annotations.NullMarked;
