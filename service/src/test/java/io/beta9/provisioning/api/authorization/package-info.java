/** Tests of what callers may request. */
@NullMarked
package io.beta9.provisioning.api.authorization;

import org.jspecify.annotations.NullMarked;
