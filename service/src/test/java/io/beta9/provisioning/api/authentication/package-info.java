/** Tests of who the caller of a request is. */
@NullMarked
package io.beta9.provisioning.api.authentication;

import org.jspecify.annotations.NullMarked;
