/** Environments, their timeline and the changes that can be requested. */
@NullMarked
package io.beta9.provisioning.apimodel.environment;

import org.jspecify.annotations.NullMarked;
