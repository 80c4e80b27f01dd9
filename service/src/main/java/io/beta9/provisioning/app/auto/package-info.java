/**
 * Which parts of Spring Boot and springdoc the service uses, and when they are created. May use
 * nothing else of the service.
 */
@NullMarked
package io.beta9.provisioning.app.auto;

import org.jspecify.annotations.NullMarked;
