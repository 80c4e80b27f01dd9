/** Which addresses the service connects to when a tenant names the host. May use the JDK only. */
@NullMarked
package io.beta9.provisioning.network;

import org.jspecify.annotations.NullMarked;
