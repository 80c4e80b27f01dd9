/**
 * Named profiles with the URL and the credentials of an API, and signing in. May use {@code client}
 * and {@code terminal}.
 */
@NullMarked
package io.beta9.provisioning.cli.profile;

import org.jspecify.annotations.NullMarked;
