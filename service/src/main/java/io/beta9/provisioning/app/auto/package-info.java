/** Which parts of Spring Boot the service uses. May use nothing else of the service. */
@NullMarked
package io.beta9.provisioning.app.auto;

import org.jspecify.annotations.NullMarked;
